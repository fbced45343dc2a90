import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const HOOKS = new URL('../../../scripts/suites/source-hooks.mjs', import.meta.url).href
const CHEAP = {
  TIDEMARK_PASSWORD_MEMORY_KIB: String(19 * 1024),
  TIDEMARK_PASSWORD_PASSES: '2',
  TIDEMARK_RESERVE_BYTES: '0',
}

export interface ProcessRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `tidemark-server` from source to its end. */
export async function runServerCommand(
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<ProcessRun> {
  const child = start(args, env)
  child.stdin?.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'close'),
  ])
  return { code, stdout, stderr }
}

/** A server process that said that it is ready. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly setupCode: string | undefined
  readonly child: ChildProcess
  /** Resolves with the exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** Starts `tidemark-server serve --json` from source on any free port. */
export async function startServerProcess(
  dataFolder: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = start(['serve', '--json', '--port', '0', '--data', dataFolder], env)
  onTestFinished(() => void child.kill('SIGKILL'))
  const errors = textOf(child.stderr)
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code)
  if (child.stdout === null) throw new Error('no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, port, setupCode } = JSON.parse(line)
    return { url, port, setupCode: setupCode ?? undefined, child, ended }
  }
  throw new Error(`the server did not start: ${await errors}`)
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  const node = ['--conditions=tidemark-source', '--import', HOOKS, MAIN, ...args]
  return spawn(process.execPath, node, { env: { ...process.env, ...CHEAP, ...env } })
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = ''
  for await (const piece of stream ?? []) text += piece
  return text
}
