/** Native code of packages: where it is at build time, and what replaces its loading in a bundle. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const LOADER = join(import.meta.dirname, 'runtime', 'load-addon.mjs')

/**
 * How each package comes to its native code. `module` is its file that loads the code and that a
 * bundle replaces; `use` makes the package load it here, so that its own search finds the file of
 * this platform; `replace` is the replacement's text, in which `load()` gives the addon.
 */
const PACKAGES = {
  'better-sqlite3': {
    module: /[\\/]better-sqlite3[\\/]lib[\\/]binding\.js$/,
    use: (Database) => new Database(':memory:').close(),
    replace: () => 'exports.getBinding = load',
  },
  'zstd-napi': {
    module: /[\\/]zstd-napi[\\/]binding\.js$/,
    use: () => undefined,
    replace: lazyExports,
  },
  '@node-rs/argon2': {
    module: /[\\/]@node-rs[\\/]argon2[\\/]index\.js$/,
    use: () => undefined,
    replace: lazyExports,
  },
}

/**
 * Finds the native code of `names` as the workspace in `folder` loads it.
 * @returns {{ name: string, file: string, asset: string, sha256: string, exports: string[] }[]}
 */
export function findNativeAddons(folder, names) {
  const require = createRequire(join(folder, 'package.json'))
  return names.map((name) => {
    PACKAGES[name].use(require(name))
    const file = nativeFiles(require).find((path) => path.includes(join('node_modules', name)))
    if (file === undefined) throw new Error(`${name} loaded no native code that was noticed`)
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
    const { exports } = require.cache[file]
    return { name, file, asset: `addons/${sha256}.node`, sha256, exports: Object.keys(exports) }
  })
}

function nativeFiles(require) {
  return Object.keys(require.cache).filter((path) => path.endsWith('.node'))
}

/** Bundler plugin: packages get their native code from the executable. */
export function embeddedAddons(addons) {
  return {
    name: 'embedded-addons',
    load(id) {
      const addon = addons.find(({ name }) => PACKAGES[name].module.test(id))
      if (addon === undefined) return null
      return {
        code: `const { loadAddon } = require(${JSON.stringify(LOADER)})
          let addon
          const load = () => (addon ??= loadAddon(${JSON.stringify(addon.sha256)}))
          ${PACKAGES[addon.name].replace(addon.exports)}`,
      }
    },
  }
}

/** Exports that load the native code when the first of them is read: `--version` needs none. */
function lazyExports(names) {
  return `for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] })
    }`
}
