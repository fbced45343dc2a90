import type { IgnoreTest } from '@tidemark/control'
import { printable } from './printable.js'
import type { Style } from './style.js'

/** What rules say of paths, one line each. */
export function formatIgnoreTest(results: IgnoreTest['results'], style: Style): string {
  return results
    .map(({ path, rule }) => {
      if (rule === null) return `${style.good('synced ')}  ${printable(path)}`
      const where = rule.line === null ? rule.reason : `line ${rule.line}`
      const why = `${printable(rule.pattern)} (${printable(where)})`
      return `${style.warn('ignored')}  ${printable(path)}  ${style.dim(why)}`
    })
    .join('\n')
}
