import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { replay } from './run-history.js'
import { parseScenario } from './scenario-text.js'

const FOLDER = new URL('../../scenarios/simulation/', import.meta.url)

describe('histories that once broke a promise', () => {
  it.each(readdirSync(FOLDER))('keep it now: %s', async (file) => {
    const scenario = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'))
    const { problems, log } = await replay(scenario)
    expect(problems, `${scenario.about}\n${log.join('\n')}`).toEqual([])
  })
})
