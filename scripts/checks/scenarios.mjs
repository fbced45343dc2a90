import { formatCoverage, isComplete } from '../scenarios/coverage.mjs'
import { readCoverage } from '../scenarios/read-coverage.mjs'

/** Every scenario and edge case of the catalogue has a test or a reason why not. */
export const scenarios = {
  name: 'scenarios',
  async run(root) {
    const found = readCoverage(root)
    return { ok: isComplete(found), output: formatCoverage(found).join('\n') }
  },
}
