import { AppError } from '@tidemark/protocol'
import { type AccountPorts, type Hashing, setUp } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'
import type { SignInGuard } from '../../http/sign-in-guard.js'

/** @param setupCode the printed code; undefined when the server started with an account */
export function setUpRoute(
  ports: AccountPorts & { readonly hashing: Hashing },
  guard: SignInGuard,
  setupCode: string | undefined,
): Handler<'setUp'> {
  return async ({ body, address }) => {
    if (setupCode === undefined) throw new AppError('setup_closed')
    return guard.guard('setup code', address, () => setUp(ports, setupCode, body))
  }
}
