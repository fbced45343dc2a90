import type { ServiceState } from '../service/user-service.js'
import { printable } from './printable.js'

/** The state of the service in words. */
export function formatService(state: ServiceState): string {
  const { isInstalled, isCurrent, unit, unitFile, enabled, active } = state
  if (!isInstalled) return 'There is no service. Make it with: tidemark service install'
  const lines = [`${unit}: ${printable(active)}, ${printable(enabled)}`, `  ${printable(unitFile)}`]
  if (!isCurrent) lines.push('  It runs another program or profile: tidemark service install')
  return lines.join('\n')
}
