import type { DeviceParameters, HistoryParameters } from './parameters.js'
import { replay, type Scenario } from './run-history.js'

/** Tries a scenario; true when it still fails in the way that matters. */
type StillFails = (scenario: Scenario) => Promise<boolean>

/**
 * Makes a failing history small: leaves out events, steps and faults as long as it goes on failing
 * in the same way (delta debugging). Gives up after `maxRuns` replays with what it has by then.
 */
export async function shrink(scenario: Scenario, maxRuns = 400): Promise<Scenario> {
  const first = problemKind((await replay(scenario)).problems)
  if (first === undefined) return scenario
  let runs = 0
  const stillFails: StillFails = async (smaller) => {
    if (runs++ >= maxRuns) return false
    return problemKind((await replay(smaller)).problems) === first
  }
  let smallest = scenario
  for (;;) {
    const before = sizeOf(smallest)
    smallest = await withLess(smallest, 'faults', stillFails)
    smallest = await withLess(smallest, 'events', stillFails)
    smallest = await withFewerSteps(smallest, stillFails)
    smallest = await withCalmerParameters(smallest, stillFails)
    if (sizeOf(smallest) >= before || runs >= maxRuns) return smallest
  }
}

/** The invariant that was broken first: what a smaller scenario has to break, too. */
function problemKind([first]: readonly string[]): string | undefined {
  return first?.split(/[: ]/, 1)[0]
}

function sizeOf({ events, faults }: Scenario): number {
  const steps = events.map((event) => (event.do === 'deed' ? (event.steps?.length ?? 0) : 0))
  return events.length + faults.length + steps.reduce((sum, count) => sum + count, 0)
}

/** Leaves out runs of entries, long ones first. */
async function withLess(
  scenario: Scenario,
  part: 'events' | 'faults',
  stillFails: StillFails,
): Promise<Scenario> {
  let smallest = scenario
  for (let size = Math.ceil(smallest[part].length / 2); size >= 1; size = size >> 1) {
    for (let start = 0; start < smallest[part].length; ) {
      const rest = smallest[part].filter((_, index) => index < start || index >= start + size)
      const candidate = { ...smallest, [part]: rest }
      if (await stillFails(candidate)) smallest = candidate
      else start += size
    }
  }
  return smallest
}

async function withFewerSteps(scenario: Scenario, stillFails: StillFails): Promise<Scenario> {
  let smallest = scenario
  for (const [index, event] of scenario.events.entries()) {
    if (event.do !== 'deed' || event.steps === undefined) continue
    let { steps } = event
    for (let at = steps.length - 1; at >= 0 && steps.length > 1; at--) {
      const fewer = steps.filter((_, step) => step !== at)
      const events = smallest.events.with(index, { ...event, steps: fewer })
      if (!(await stillFails({ ...smallest, events }))) continue
      smallest = { ...smallest, events }
      steps = fewer
    }
  }
  return smallest
}

/** Takes away what makes a history hard to read and does not matter. */
async function withCalmerParameters(scenario: Scenario, stillFails: StillFails): Promise<Scenario> {
  let smallest = scenario
  for (const calm of CALMER) {
    const candidate = { ...smallest, parameters: calm(smallest.parameters) }
    if (await stillFails(candidate)) smallest = candidate
  }
  return smallest
}

const CALMER: readonly ((parameters: HistoryParameters) => HistoryParameters)[] = [
  (parameters) => ({ ...parameters, pageRows: 1_000 }),
  (parameters) => ({ ...parameters, transactionMs: 0.1 }),
  (parameters) => ({ ...parameters, networkMs: 20 }),
  (parameters) => withDevices(parameters, { batchNodes: 2_000 }),
  (parameters) => withDevices(parameters, { largeFileBytes: 8 * 1024 * 1024 }),
  (parameters) => withDevices(parameters, { diskMs: 2 }),
]

function withDevices(
  parameters: HistoryParameters,
  change: Partial<DeviceParameters>,
): HistoryParameters {
  const devices = parameters.devices.map((device) => ({ ...device, ...change }))
  return { ...parameters, devices }
}
