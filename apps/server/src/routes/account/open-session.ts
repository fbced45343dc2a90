import { openSession, type SignInPorts } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'
import type { SignInGuard } from '../../http/sign-in-guard.js'

export function openSessionRoute(ports: SignInPorts, guard: SignInGuard): Handler<'openSession'> {
  return ({ body, address }) => guard.guard(body.login, address, () => openSession(ports, body))
}
