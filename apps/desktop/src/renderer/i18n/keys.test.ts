import { describe, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }

interface Texts {
  readonly [key: string]: string | Texts
}

function flatten(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[prefix + key, text]] : flatten(text, `${prefix}${key}.`),
  )
}

const PLURAL = /_(zero|one|two|few|many|other)$/

/** Keys as the screens ask for them: the plural forms of one text are one key. */
function askedFor(texts: Texts): string[] {
  return [...new Set(flatten(texts).map(([key]) => key.replace(PLURAL, '')))].sort()
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? '').sort()

/** Names that a text may use, taken over all its plural forms. */
function namesByKey(texts: Texts): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const [key, text] of flatten(texts)) {
    const plain = key.replace(PLURAL, '')
    const known = names.get(plain) ?? new Set()
    for (const name of placeholders(text)) known.add(name)
    names.set(plain, known)
  }
  return names
}

describe('texts in both languages', () => {
  it('exist for the same keys', () => {
    expect(askedFor(ko)).toEqual(askedFor(en))
  })

  it('use the same placeholders', () => {
    expect(namesByKey(ko)).toEqual(namesByKey(en))
  })

  it.each([
    ['en', en],
    ['ko', ko],
  ] as const)('have every plural form that %s knows', (language, texts) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const keys = new Set(flatten(texts).map(([key]) => key))
    const missing = [...keys]
      .filter((key) => PLURAL.test(key))
      .flatMap((key) => forms.map((form) => key.replace(PLURAL, `_${form}`)))
      .filter((key) => !keys.has(key))
    expect(missing).toEqual([])
  })

  it('group the digits of every number that can be large', () => {
    const loose = [...flatten(en), ...flatten(ko)].filter(
      ([key, text]) => key.endsWith('_other') && text.includes('{{count}}'),
    )
    expect(loose.map(([key]) => key)).toEqual([])
  })
})
