import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** File of an executable that a workspace declares in its `bin`, as npm would find it. */
export function executable(workspace: 'apps/server' | 'apps/daemon', name: string): string {
  const manifest = join(root, workspace, 'package.json')
  const bin: unknown = JSON.parse(readFileSync(manifest, 'utf8')).bin?.[name]
  if (typeof bin !== 'string') throw new Error(`${workspace} declares no executable ${name}`)
  const file = join(dirname(manifest), bin)
  if (!existsSync(file)) throw new Error(`${file} is not built: npm run build`)
  return file
}

/** A program of the product and the settings that it is run with. */
export interface Program {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

/** How to start a program: a script runs on this Node, anything else by itself. */
export function commandLine(
  program: string,
  args: readonly string[],
): readonly [file: string, args: readonly string[]] {
  return program.endsWith('.js') ? [process.execPath, [program, ...args]] : [program, args]
}

/** Environment of a child: no settings of the person who runs the tests leak in. */
export function childEnvironment(
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return { PATH, HOME, TMPDIR, LANG, ...settings }
}

/** Settings that make a process kill itself at a crash point, e.g. `S05` or `S05:3`. */
export function crashHook(crashAt: string): Record<string, string> {
  return { TIDEMARK_TEST_HOOKS: '1', TIDEMARK_CRASH_AT: crashAt }
}
