/**
 * Puts the app into three parts: main.cjs, preload.cjs and the page. Each holds all that it needs,
 * so the package carries no node_modules. Main and preload are CommonJS: a sandboxed preload knows
 * nothing else, and main must register its scheme before Electron is ready, in a module that has
 * loaded by then.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { build } from 'vite'

const workspace = join(import.meta.dirname, '..')
const compiled = join(workspace, 'dist', 'src')
const output = join(workspace, 'dist', 'bundle')

await rm(output, { recursive: true, force: true })
await bundle('main/main.js', 'main.cjs', 'node', true)
// Preload takes names from the contract and leaves its schemas behind.
await bundle('preload/preload.js', 'preload.cjs', 'browser', false)
await build({ configFile: join(workspace, 'vite.config.mjs') })

async function bundle(input, fileName, platform, hasSideEffects) {
  const parts = await rolldown({
    cwd: compiled,
    input,
    platform,
    external: ['electron'],
    treeshake: { moduleSideEffects: hasSideEffects },
  })
  await parts.write({
    file: join(output, fileName),
    format: 'cjs',
    sourcemap: true,
    minify: { compress: true, mangle: false, codegen: true },
  })
  await parts.close()
}
