import { getPairing, type PairingPorts } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function getPairingRoute(
  ports: Pick<PairingPorts, 'store' | 'clock'>,
): Handler<'getPairing'> {
  return ({ caller, params }) => getPairing(ports, caller, params.pairingId)
}
