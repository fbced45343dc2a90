import { describe, expect, it } from 'vitest'
import { runHistory } from './run-history.js'
import { formatScenario, parseScenario } from './scenario-text.js'
import { shrink } from './shrink.js'

describe('a recorded history', () => {
  it('is read back from its text as it was written', async () => {
    const { scenario } = await runHistory(3)
    const kept = { about: 'what happened', ...scenario }
    expect(parseScenario(formatScenario(kept))).toEqual(kept)
  })

  it('that breaks nothing stays as it is', async () => {
    const { scenario } = await runHistory(3)
    expect(await shrink(scenario)).toBe(scenario)
  })
})
