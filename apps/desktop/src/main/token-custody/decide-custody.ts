import type { Status, TokenState } from '@tidemark/control'

/** What decides where the token of a device is to be. */
export interface CustodySituation {
  /** The daemon's picture, as far as it matters here. */
  readonly daemon: { readonly account: Status['account']; readonly token: TokenState | undefined }
  readonly isKeyStoreSafe: boolean
  /** The person wants it in the key store. */
  readonly isKeyStoreWanted: boolean
  readonly isVaultEmpty: boolean
}

/**
 * `store`: from the daemon into the vault, and only then off the daemon's disk. `give`: from the
 * vault to the daemon. `takeBack`: into the daemon's file, and only then out of the vault. `discard`:
 * nobody is signed in, so the vault's is of no use. At each moment of each step the token is in at
 * least one place that survives a crash.
 */
export type CustodyStep = 'rest' | 'store' | 'give' | 'takeBack' | 'discard'

/** Why the token is in the daemon's file; undefined when the key store is to have it. */
export function reasonForFile(
  situation: CustodySituation,
): 'unattended' | 'no_key_store' | 'chosen' | undefined {
  if (situation.daemon.token?.isUnattended) return 'unattended'
  if (!situation.isKeyStoreSafe) return 'no_key_store'
  return situation.isKeyStoreWanted ? undefined : 'chosen'
}

/** The next step towards where the token is to be. */
export function decideCustody(situation: CustodySituation): CustodyStep {
  const { daemon, isVaultEmpty } = situation
  if (daemon.account === null) return isVaultEmpty ? 'rest' : 'discard'
  const isForFile = reasonForFile(situation) !== undefined
  switch (daemon.token?.place) {
    case 'file':
      if (!isForFile) return 'store'
      return isVaultEmpty ? 'rest' : 'takeBack'
    case 'memory':
      if (isForFile) return 'takeBack'
      return isVaultEmpty ? 'store' : 'rest'
    case 'missing':
      return isVaultEmpty ? 'rest' : 'give'
    case undefined:
      // A daemon that is older than this keeps its token by itself.
      return 'rest'
  }
}
