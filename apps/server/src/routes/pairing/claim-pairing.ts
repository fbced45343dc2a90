import { claimPairing, type PairingPorts } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'
import type { SignInGuard } from '../../http/sign-in-guard.js'

export function claimPairingRoute(
  ports: PairingPorts,
  guard: SignInGuard,
): Handler<'claimPairing'> {
  return ({ body, address }) => guard.guard('any code', address, () => claimPairing(ports, body))
}
