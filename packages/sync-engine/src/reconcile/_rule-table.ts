import { readFileSync } from 'node:fs'
import type { NodeId } from '@tidemark/protocol'
import type { Plan } from './plan.js'

/** A row of a table of docs/design/reconcile.md: its cells by the heads of their columns. */
export type RuleRow = Readonly<Record<string, string>>

const DOCUMENT = new URL('../../../../docs/design/reconcile.md', import.meta.url)

/** The rows of the one table under a heading. */
export function readRules(heading: string): RuleRow[] {
  const text = readFileSync(DOCUMENT, 'utf8')
  const [, section] = text.split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`no heading "${heading}"`)
  const lines = section.split('\n## ')[0]?.split('\n') ?? []
  const [head, , ...rows] = lines.filter((line) => line.startsWith('|')).map(cellsOf)
  if (head === undefined) throw new Error(`no table under "${heading}"`)
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])))
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''))
  return cells.slice(1, -1)
}

/** Whether a row speaks of these states; a cell holds `any` or states with commas between them. */
function isAbout(row: RuleRow, states: Readonly<Record<string, string>>): boolean {
  return Object.entries(states).every(([column, state]) => {
    const cell = row[column]
    if (cell === undefined) throw new Error(`no column "${column}"`)
    return cell === 'any' || cell.split(', ').includes(state)
  })
}

/** The one row about these states. Throws when there is none, or more than one. */
export function findRule(rows: readonly RuleRow[], states: Readonly<Record<string, string>>) {
  const found = rows.filter((row) => isAbout(row, states))
  const [row] = found
  if (row === undefined || found.length > 1) {
    throw new Error(`${found.length} rows are about ${JSON.stringify(states)}`)
  }
  return row
}

/** What a plan does, in the words of the tables, by node. */
export function decisionsOf(plan: Plan): [NodeId, string][] {
  const named = (word: string) => (step: { readonly nodeId: NodeId }) =>
    [step.nodeId, word] as [NodeId, string]
  const placed = (side: string) => (step: { readonly nodeId: NodeId; readonly kind: string }) =>
    [step.nodeId, `${PLACED[step.kind] ?? step.kind} ${side}`] as [NodeId, string]
  return [
    ...plan.bookkeeping.map((step): [NodeId, string] =>
      step.kind === 'adopt' ? [step.localId, 'adopt'] : [step.nodeId, step.kind],
    ),
    ...plan.reads.map(named('read')),
    ...plan.remotePlacements.flat().map(placed('there')),
    ...plan.localPlacements.flat().map(placed('here')),
    ...plan.puts.map(named('put')),
    ...plan.downloads.map(named('download')),
    ...plan.metadata.map(named('metadata')),
    ...plan.remoteDeletes.map(named('delete there')),
    ...plan.localTrash.map(named('trash here')),
    ...plan.waiting.map(named('wait')),
    ...plan.settled.map((nodeId): [NodeId, string] => [nodeId, 'nothing']),
  ]
}

const PLACED: Readonly<Record<string, string>> = { mkdir: 'make' }

/** Decisions of several aspects as one text: `nothing` only when that is all. */
export function joinDecisions(words: readonly string[]): string {
  const some = words.flatMap((word) => word.split(' + ')).filter((word) => word !== 'nothing')
  return some.length === 0 ? 'nothing' : [...new Set(some)].sort().join(' + ')
}
