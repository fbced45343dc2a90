import { describe, expect, it } from 'vitest'
import { replay, runHistory } from './run-history.js'
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

  it('ends although nothing frees a line over which people wait', async () => {
    const { scenario } = await runHistory(3)
    const bringBack = { do: 'bring_back', from: 'trash', by: 'command', thinkMs: 1 } as const
    const events = [
      { atMs: 1, device: 0, do: 'clog' } as const,
      ...[2, 3, 4, 5, 6, 7, 8].map((atMs) => ({ atMs, device: 0, ...bringBack })),
    ]
    const { problems, counts } = await replay({ ...scenario, events, faults: [] })
    expect(problems).toEqual([])
    expect(counts.get('messages in a clogged line')).toBeGreaterThanOrEqual(7)
  })
})
