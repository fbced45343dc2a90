import { describe, expect, it } from 'vitest'
import { FAULT_SCENARIOS, QUICK_FAULT_SCENARIOS } from './fault-scenarios.js'
import { kindsOf, runReference, runSingleFault } from './single-fault.js'

/** `npm run crashes -- --faults` takes all of them. */
const ALL = process.env.TIDEMARK_ALL_FAULTS === '1'
const SCENARIOS = FAULT_SCENARIOS.filter(({ name }) => ALL || QUICK_FAULT_SCENARIOS.includes(name))

describe('whichever call to disk, network or state fails', () => {
  it.each(SCENARIOS)(
    'the next cycles make good for it: $name (PS219)',
    async (scenario) => {
      const reference = await runReference(scenario)
      const failures: string[] = []
      for (const [callIndex, call] of reference.calls.entries()) {
        for (const kind of kindsOf(call)) {
          const problems = await runSingleFault(scenario, reference, { callIndex, kind })
          const where = `${callIndex} ${call.port} ${call.name} ${kind}`
          failures.push(...problems.map((problem) => `${where}: ${problem}`))
        }
      }
      expect(failures).toEqual([])
    },
    300_000,
  )
})
