import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { listFiles } from './files.mjs'
import { verdict } from './tool-check.mjs'

const LINK = /\]\(([^)\s]+)\)/g
const FENCED = /^```.*?^```/gms
const MAX_LINES = [
  [/^docs\/ARCHITECTURE\.md$/, 200],
  [/^(packages|apps)\/[^/]+\/README\.md$/, 60],
]

/** Links between documents lead somewhere, and the pages meant to be short are. */
export const documents = {
  name: 'documents',
  async run(root) {
    const files = listFiles(root).filter((file) => file.endsWith('.md'))
    return verdict(
      files.flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return [...findBrokenLinks(root, file, text), ...measure(file, text)]
      }),
    )
  },
}

function findBrokenLinks(root, file, text) {
  const targets = [...text.replace(FENCED, '').matchAll(LINK)].map((match) => match[1])
  return targets
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .map((target) => target.split('#')[0])
    .filter((target) => !existsSync(join(root, normalize(join(dirname(file), target)))))
    .map((target) => `${file}: no such file ${target}`)
}

function measure(file, text) {
  const lines = text.trimEnd().split('\n').length
  return MAX_LINES.filter(([pattern, max]) => pattern.test(file) && lines > max).map(
    ([, max]) => `${file}: ${lines} lines, ${max} are enough`,
  )
}
