import { expect, test } from 'vitest'
import { runChecks } from './run-checks.mjs'

const passing = (name) => ({ name, run: async () => ({ ok: true, output: '' }) })
const failing = { name: 'fails', run: async () => ({ ok: false, output: 'a.ts: wrong' }) }
const throwing = {
  name: 'throws',
  run: async () => {
    throw new Error('no such tool')
  },
}

test('runs every check although some fail, and returns what the failed ones said', async () => {
  const lines = []
  let nowMs = 0
  const failed = await runChecks('.', [failing, throwing, passing('first'), passing('last')], {
    atOnce: 1,
    print: (line) => lines.push(line),
    nowMs: () => (nowMs += 500),
  })
  expect(lines.map((line) => line.split(/ +/).slice(0, 3))).toEqual([
    ['FAIL', 'fails', '0.5'],
    ['FAIL', 'throws', '0.5'],
    ['ok', 'first', '0.5'],
    ['ok', 'last', '0.5'],
  ])
  expect(failed.map(({ name }) => name)).toEqual(['fails', 'throws'])
  expect(failed[0].output).toBe('a.ts: wrong')
  expect(failed[1].output).toContain('no such tool')
})
