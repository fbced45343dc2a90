import {
  type CommitPorts,
  type CommitSettings,
  type CrashPoint,
  commit,
} from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function commitRoute(
  ports: CommitPorts,
  settings: CommitSettings,
  crashPoint: CrashPoint,
): Handler<'commit'> {
  return async ({ caller, params, body }) => {
    const response = await commit(ports, settings, caller, params.spaceId, body)
    crashPoint('S08')
    return response
  }
}
