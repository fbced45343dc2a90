import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const RENDERER = join(import.meta.dirname, '..')
/** Attributes that people see or hear. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'label', 'hint', 'placeholder'])
const HAS_WORDS = /\p{L}{2}/u

/** Words in a component that no translator gets to see, as `line: text`. */
function literalTexts(source: string): string[] {
  const file = ts.createSourceFile('x.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const note = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    if (HAS_WORDS.test(text)) found.push(`${line + 1}: ${text.trim()}`)
  }
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) note(node, node.text)
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression)) {
      if (ts.isJsxElement(node.parent)) note(node, node.expression.text)
    }
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) note(node, node.initializer.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

describe('words in components', () => {
  it('come from the translations, every one', () => {
    const files = globSync('**/*.tsx', { cwd: RENDERER })
    expect(files.length).toBeGreaterThan(20)
    const found = files.flatMap((file) =>
      literalTexts(readFileSync(join(RENDERER, file), 'utf8')).map((text) => `${file}:${text}`),
    )
    // An example of an address is the same in every language.
    const isExample = (text: string) => text.endsWith('sync.example.org')
    expect(found.filter((text) => !isExample(text))).toEqual([])
  })

  it('are found wherever they hide', () => {
    expect(literalTexts('<p>Hello there</p>')).toEqual(['1: Hello there'])
    expect(literalTexts('<B aria-label="Close it" className="open" />')).toEqual(['1: Close it'])
    expect(literalTexts("<p>{'Hello'}</p>")).toEqual(['1: Hello'])
    expect(literalTexts("<p>{t('a.b')} · 3 %</p>")).toEqual([])
  })
})
