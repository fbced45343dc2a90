/** The key store of the person's desktop: keychain, credential store, secret service, wallet. */
export interface KeyStore {
  /** Whether what is sealed here is safe from other users and from whoever copies the disk. */
  readonly isSafe: boolean
  /** @throws Error when the store is locked or gone. */
  seal(text: string): Uint8Array
  /** What was sealed. @throws Error for anything else, and when the store is locked or gone. */
  unseal(sealed: Uint8Array): string
}

/**
 * Whether Electron's store is one. Without a secret service or wallet Linux has `basic_text`: sealed
 * with a key that is in every copy of Electron.
 */
export function isSafeBackend(
  platform: NodeJS.Platform,
  isAvailable: boolean,
  linuxBackend: string,
): boolean {
  if (!isAvailable) return false
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(linuxBackend)
}
