import type { ChildProcess } from 'node:child_process'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { type Command, spawnDetached } from '../programs/spawn-detached.js'

/** The line that a server prints when it takes requests. */
const ReadySchema = Type.Object({
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  setupCode: Type.Union([Type.String(), Type.Null()]),
})

const START_TIMEOUT_MS = 60_000

/**
 * Starts a server on loopback, detached, with its data in `directory`.
 * @param port 0 for a free one.
 * @throws AppError `server_start_failed`.
 */
export async function startServer(
  { command, args }: Command,
  directory: string,
  port: number,
): Promise<Static<typeof ReadySchema>> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // A log of its own: a pipe to this process would break when the app ends.
  await using log = await open(join(directory, 'server.log'), 'a', 0o600)
  const serve = ['serve', '--data', directory, '--port', String(port), '--json']
  const child = spawnDetached({ command, args: [...args, ...serve] }, process.env, [
    'ignore',
    'pipe',
    log.fd,
  ])
  try {
    const ready: unknown = JSON.parse(await firstLine(child))
    if (!Check(ReadySchema, ready)) throw new Error('the server said something else than ready')
    return ready
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('server_start_failed', { problem, directory }, { cause })
  } finally {
    child.stdout?.destroy()
    child.unref()
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (stdout === null) throw new Error('its output was not asked for')
  return await new Promise<string>((resolve, reject) => {
    const giveUp = () => reject(new Error('the server did not get ready'))
    const timer = setTimeout(giveUp, START_TIMEOUT_MS)
    const settle = () => clearTimeout(timer)
    createInterface({ input: stdout }).once('line', resolve).once('line', settle)
    child.once('error', reject).once('error', settle)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    child.once('exit', settle)
  })
}
