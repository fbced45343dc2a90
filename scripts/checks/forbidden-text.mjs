import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './files.mjs'
import { verdict } from './tool-check.mjs'

// Brackets keep this file from finding itself.
const FORBIDDEN = [
  [/(?<![\w.-])\/(wor[k]|roo[t]|farm)\//, 'a path of one machine'],
  [/\bregistry\.(npmj[s]|yarnpk[g])\b|\bdeb\.debia[n]\.org\b/, 'a registry host'],
  [
    /\b(LL[M]s?|language mode[l]|AI[ -](generate[d]|assiste[d]|assistan[t]|agen[t]))\b/i,
    'a word about how it was made',
  ],
  [/\bco-authored-b[y]\b/i, 'authorship'],
  [/@ts-(ignor[e]|nochec[k])\b/, 'a switched-off compiler'],
  [
    /\b(biome-ignor[e]|eslint-disabl[e]\S*)(?! [^\n]*(:|--) ?\w)/,
    'a suppression without its reason',
  ],
]
const BINARY = /\.(png|jpe?g|webp|ico|icns|wasm|gz|zip|woff2?|bin|pdf)$/
const EXEMPT = new Set(['package-lock.json', 'LICENSE'])

/** Text that has no place in a repository that speaks of the product alone. */
export const forbiddenText = {
  name: 'forbidden text',
  async run(root) {
    const files = listFiles(root).filter((file) => !BINARY.test(file) && !EXEMPT.has(file))
    return verdict(files.flatMap((file) => scan(file, readFileSync(join(root, file), 'utf8'))))
  },
}

function scan(file, text) {
  if (!FORBIDDEN.some(([pattern]) => pattern.test(text))) return []
  return text
    .split('\n')
    .flatMap((line, index) =>
      FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(
        ([, what]) => `${file}:${index + 1} ${what}: ${line.trim().slice(0, 120)}`,
      ),
    )
}
