import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cleanFiles } from './_clean-files.mjs'

const ROOT = dirname(dirname(import.meta.dirname))
const CONFIGURATION = [
  '.dependency-cruiser.cjs',
  '.gitignore',
  'biome.json',
  'eslint.config.mjs',
  'knip.json',
  'scripts/lint',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.tests.json',
]

/**
 * A small repository in a temporary folder with the real configuration of all checks, so that rules
 * can be broken without touching this one.
 * @param files path -> text, beside or instead of the clean files.
 */
export function makeTree(files = {}, { without = [] } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tidemark-rules-'))
  for (const path of CONFIGURATION) cpSync(join(ROOT, path), join(root, path), { recursive: true })
  for (const [path, text] of Object.entries({ ...cleanFiles(ROOT), ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  linkModules(root, without)
  execFileSync('git', ['init', '-q'], { cwd: root })
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

// Workspaces must be those of the tree: a link to the real ones would leave it.
function linkModules(root, without) {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, '@tidemark'), { recursive: true })
  const names = readdirSync(join(ROOT, 'node_modules'))
  for (const name of names.filter((name) => name !== '@tidemark' && !without.includes(name))) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction')
  }
  for (const parent of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, parent))) {
      if (!existsSync(join(root, parent, name, 'package.json'))) continue
      symlinkSync(join(root, parent, name), join(modules, '@tidemark', name), 'junction')
    }
  }
}
