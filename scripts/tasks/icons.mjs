/** Draws the app's icons from their sources, or into the folder that is named. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { drawIcons } from '../icons/draw-icons.mjs'

const root = dirname(dirname(import.meta.dirname))
const sources = join(root, 'apps', 'desktop', 'packaging', 'icons')
const output = resolve(process.argv[2] ?? join(sources, 'generated'))

rmSync(output, { recursive: true, force: true })
for (const [path, bytes] of await drawIcons(sources)) {
  mkdirSync(dirname(join(output, path)), { recursive: true })
  writeFileSync(join(output, path), bytes)
}
