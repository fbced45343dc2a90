import type { PlannerScenario, PlannerStep } from './planner-scenario.js'

/**
 * The smallest scenario found that is still bad: steps are left out in ever smaller spans, trouble
 * and partial plans are replaced by plain ones, until nothing more can go.
 * @param isBad whether a scenario shows the fault.
 */
export function shrinkScenario(
  scenario: PlannerScenario,
  isBad: (scenario: PlannerScenario) => boolean,
): PlannerScenario {
  let best = scenario
  const attempt = (candidate: PlannerScenario): boolean => {
    if (!isBad(candidate)) return false
    best = candidate
    return true
  }
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = leaveOut(() => best, attempt)
    for (const [index, step] of best.steps.entries()) {
      const steps = best.steps.with(index, plain(step))
      if (plain(step) !== step && attempt({ ...best, steps })) hasShrunk = true
    }
  }
  return best
}

function leaveOut(
  current: () => PlannerScenario,
  attempt: (candidate: PlannerScenario) => boolean,
): boolean {
  let hasShrunk = false
  for (let span = Math.ceil(current().steps.length / 2); span >= 1; span = Math.floor(span / 2)) {
    for (let from = 0; from < current().steps.length; ) {
      const scenario = current()
      const steps = scenario.steps.toSpliced(from, span)
      if (attempt({ ...scenario, steps })) hasShrunk = true
      else from += span
    }
  }
  return hasShrunk
}

/** The step without trouble; itself when it has none. */
function plain(step: PlannerStep): PlannerStep {
  if (step.do === 'run' && step.dice !== 0) return { ...step, dice: 0 }
  if (step.do !== 'plan') return step
  const isPlain = step.limit >= 100 && step.isFresh && step.order === 0
  return isPlain ? step : { ...step, limit: 100, isFresh: true, order: 0 }
}
