import ts from 'typescript'

/** Ids of the catalogue: ported scenarios (PS001) and edge cases (E01). */
const ID = /\b(?:PS\d{3}|E\d{2,3})\b/g

/** Ids that the titles and tables of one test file name; comments do not count. */
export function idsOfTest(file, text) {
  const ids = new Set()
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) {
      for (const [id] of node.text.matchAll(ID)) ids.add(id)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false))
  return ids
}

/**
 * Sorts every id of the catalogue: a test names it, or a reason says why none does, or it is missing.
 * `problems` tells where the two lists contradict the tests or each other.
 */
export function coverage(catalogue, outOfScope, testedIds) {
  const known = new Set(catalogue.map(({ id }) => id))
  const reasons = new Map(outOfScope.map(({ id, reason }) => [id, reason]))
  const entries = catalogue.map(({ id, says }) => {
    const reason = reasons.get(id)
    const state = testedIds.has(id) ? 'covered' : reason ? 'out of scope' : 'missing'
    return { id, says, state, reason }
  })
  return {
    entries,
    problems: [
      ...outOfScope.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} is in no catalogue`),
      ...outOfScope
        .filter(({ id }) => testedIds.has(id))
        .map(({ id }) => `${id} is called out of scope and has a test`),
      ...(reasons.size < outOfScope.length ? ['an id is out of scope twice'] : []),
      ...[...testedIds].filter((id) => !known.has(id)).map((id) => `a test names ${id}, unknown`),
    ],
  }
}

/** The sections of the report, from the first id to the last. */
const SECTIONS = [
  ['PS001', 'PS019', 'whole trees'],
  ['PS020', 'PS049', 'transfer and facts of files'],
  ['PS050', 'PS079', 'conflicts'],
  ['PS080', 'PS099', 'changes of kind'],
  ['PS100', 'PS149', 'moves'],
  ['PS150', 'PS169', 'letter case and spelling'],
  ['PS170', 'PS189', 'names, paths, links, permissions'],
  ['PS190', 'PS209', 'watcher, scan, editors'],
  ['PS210', 'PS228', 'transfers, errors, server'],
  ['E01', 'E19', 'structure'],
  ['E20', 'E39', 'reading and writing'],
  ['E40', 'E53', 'names'],
  ['E80', 'E95', 'folder, watcher, process'],
  ['E100', 'E118', 'server and network'],
]

/** The report as lines, the last one with the totals. */
export function formatCoverage({ entries, problems }) {
  const lines = []
  for (const [first, last, title] of SECTIONS) {
    const section = entries.filter(({ id }) => isBetween(id, first, last))
    lines.push(`${first}-${last} ${title}: ${counts(section)}`)
    for (const { id, says, state, reason } of section) {
      if (state === 'missing') lines.push(`  missing       ${id} ${says}`)
      if (state === 'out of scope') lines.push(`  out of scope  ${id} ${says}: ${reason}`)
    }
  }
  lines.push(...problems.map((problem) => `problem: ${problem}`), `scenarios: ${counts(entries)}`)
  return lines
}

/** Whether every id is covered or explained, and nothing contradicts. */
export function isComplete({ entries, problems }) {
  return problems.length === 0 && entries.every(({ state }) => state !== 'missing')
}

function counts(entries) {
  const count = (state) => entries.filter((entry) => entry.state === state).length
  return ['covered', 'out of scope', 'missing']
    .map((state) => `${count(state)} ${state}`)
    .join(', ')
}

function isBetween(id, first, last) {
  const [kind, number] = parts(id)
  return kind === parts(first)[0] && number >= parts(first)[1] && number <= parts(last)[1]
}

function parts(id) {
  const [, kind, digits] = /^([A-Z]+)(\d+)$/.exec(id)
  return [kind, Number(digits)]
}
