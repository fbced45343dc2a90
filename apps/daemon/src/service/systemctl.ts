import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { SystemctlResult } from './user-service.js'

/** Runs `systemctl --user`. Rejects when there is no such program. */
export async function systemctl(...args: string[]): Promise<SystemctlResult> {
  const env = { ...process.env, LC_ALL: 'C' }
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn('systemctl', ['--user', '--no-pager', ...args], { env, stdio: [...stdio] })
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ])
  return { code: code ?? -1, stdout, stderr }
}
