import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program with all of its arguments. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
}

/** Closes what it inherited beside the standard streams, then becomes the program. */
const CLOSE_AND_BECOME = [
  'for file in /proc/$$/fd/*; do',
  '  number=$' + '{file##*/}',
  '  if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi',
  'done',
  'exec "$@"',
].join('\n')

/**
 * The command that starts a program with nothing of this process's open files. On Linux Chromium
 * opens its own so that every child gets them: a daemon that outlives the app would hold the locks
 * of the app's profile and its connection to the screen. Node cannot close them in a child, bash can
 * (a plain sh only those below ten). Without one the program starts as it is.
 */
export function withoutInheritedFiles(program: Command, bash: string | undefined): Command {
  if (bash === undefined) return program
  return { command: bash, args: ['-c', CLOSE_AND_BECOME, 'bash', program.command, ...program.args] }
}

/** Starts a program that outlives the app and inherits nothing but its environment. */
export function spawnDetached(
  program: Command,
  environment: NodeJS.ProcessEnv,
  stdio: StdioOptions,
): ChildProcess {
  const bash = process.platform === 'linux' ? findBash(environment.PATH ?? '') : undefined
  const { command, args } = withoutInheritedFiles(program, bash)
  const env = childEnvironment(environment)
  return spawn(command, args, { detached: true, windowsHide: true, env, stdio })
}

/** What steers Electron or Node in this process must not steer the program. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isForeign = (name: string) => name.startsWith('ELECTRON_') || name === 'NODE_OPTIONS'
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isForeign(name)))
}

function findBash(path: string): string | undefined {
  const places = ['/bin', '/usr/bin', ...path.split(delimiter)]
  return places.map((folder) => join(folder, 'bash')).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there
  }
}
