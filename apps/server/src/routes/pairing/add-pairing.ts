import { addPairing, type PairingPorts } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function addPairingRoute(ports: PairingPorts): Handler<'addPairing'> {
  return ({ caller }) => addPairing(ports, caller)
}
