import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { listFiles } from './files.mjs'
import { verdict } from './tool-check.mjs'

const TEST_FILE = /\.test\.[cm]?[jt]sx?$/
const BLOCKS = new Set(['describe', 'suite'])
const CASES = new Set(['it', 'test'])

/** A title names one behaviour: two tests of a workspace never share one, with its describe blocks. */
export const testTitles = {
  name: 'test titles',
  async run(root) {
    const seen = new Map()
    const problems = []
    for (const file of listFiles(root).filter((name) => TEST_FILE.test(name))) {
      const workspace = file.split('/').slice(0, 2).join('/')
      for (const title of titlesOf(file, readFileSync(join(root, file), 'utf8'))) {
        const key = `${workspace}\0${title}`
        const first = seen.get(key)
        if (first) problems.push(`"${title}" in ${file} and ${first}`)
        else seen.set(key, file)
      }
    }
    return verdict(problems)
  },
}

/** Full titles of the tests in one file, describe blocks included. Computed titles are left out. */
function titlesOf(file, text) {
  const titles = []
  const visit = (node, chain) => {
    const call = ts.isCallExpression(node) ? readCall(node) : undefined
    if (call && CASES.has(call.kind)) titles.push([...chain, call.title].join(' > '))
    const inner = call && BLOCKS.has(call.kind) ? [...chain, call.title] : chain
    ts.forEachChild(node, (child) => visit(child, inner))
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false), [])
  return titles
}

function readCall(node) {
  const title = node.arguments[0]
  if (!title || !ts.isStringLiteralLike(title)) return undefined
  let callee = node.expression
  // it.each(table)('…') and it.concurrent('…') are it as well.
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    callee = callee.expression
  }
  return ts.isIdentifier(callee) ? { kind: callee.text, title: title.text } : undefined
}
