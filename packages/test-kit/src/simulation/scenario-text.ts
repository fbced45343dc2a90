import type { Scenario } from './run-history.js'

/** A scenario as it is kept: what it once showed, and one event or fault per line. */
export interface KeptScenario extends Scenario {
  readonly about: string
}

/** The text of a scenario's file. */
export function formatScenario({ about, parameters, events, faults }: KeptScenario): string {
  const { devices, ...common } = parameters
  return [
    '{',
    `  "about": ${JSON.stringify(about)},`,
    '  "parameters": {',
    ...Object.entries(common).map(([key, value]) => `    "${key}": ${JSON.stringify(value)},`),
    `    "devices": ${lines(devices, '    ')}`,
    '  },',
    `  "events": ${lines(events, '  ')},`,
    `  "faults": ${lines(faults, '  ')}`,
    '}',
    '',
  ].join('\n')
}

/** Reads a file that `formatScenario` made. */
export function parseScenario(text: string): KeptScenario {
  return JSON.parse(text) as KeptScenario // files of this repository, written by formatScenario
}

function lines(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]'
  const inner = items.map((item) => `${indent}  ${JSON.stringify(item)}`)
  return `[\n${inner.join(',\n')}\n${indent}]`
}
