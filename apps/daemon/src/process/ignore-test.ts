import type { IgnoreTest } from '@tidemark/control'
import { checkRelPath, type RelPath } from '@tidemark/protocol'
import { ignoreRulesFrom } from '@tidemark/sync-engine'

/** What the built-in rules and those of `text` say of paths; one that ends in `/` is a folder's. */
export function testIgnoreRules(text: string, paths: readonly string[]): IgnoreTest['results'] {
  const rules = ignoreRulesFrom(text)
  return paths.map((path) => {
    const isFolder = path.endsWith('/')
    const plain = isFolder ? path.slice(0, -1) : path
    // What can be no path in a folder is nothing that a rule would be asked about.
    const isPath = checkRelPath(plain) === undefined
    const rule = isPath ? rules.explain(plain as RelPath, isFolder) : undefined // just checked
    if (rule === undefined) return { path, rule: null }
    const { pattern, line, reason } = rule
    return { path, rule: { pattern, line: line ?? null, reason } }
  })
}
