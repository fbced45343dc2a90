import fc from 'fast-check'
import { checkName, type NodeName } from './names.js'

/** Pieces that names of other tests are made of: everything with a meaning to some layer. */
const HOSTILE = [
  '.',
  '..',
  ' ',
  '/',
  '\\',
  ':',
  '~1',
  '-',
  '\0',
  '\n',
  '\u001b',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u202e',
  '\ud800',
  '\udc00',
  '\u0131',
  '\u0130',
  '\u212a',
  'ß',
  'ς',
  'é',
  'e\u0301',
  '가',
  '🌊',
  'CON',
  'aux',
  '.tidemark',
  'TIDEMARK',
  '-tmp-',
  '.tar.gz',
  '.txt',
  '.1',
  '(2)',
  ' (2)',
  ' (conflicted copy, Laptop, 2026-11-22 14.05)',
  'a',
  'A',
  'x'.repeat(120),
]

/** Any text, with a bent for what goes wrong. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''))

/** Names that can be synced, with the same bent. */
export const anyName = hostileText.filter((text): text is NodeName => checkName(text) === undefined)
