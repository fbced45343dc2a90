import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const TIMEOUT_MS = 3000

/** A question to a D-Bus of the system, as each of the tools that can ask it wants to be called. */
export type BusQuestion = readonly (readonly [command: string, args: readonly string[]])[]

/** What the first tool that can be run answers; undefined where none is, or there is no bus. */
export async function askBus(question: BusQuestion): Promise<string | undefined> {
  const run = promisify(execFile)
  for (const [command, args] of question) {
    try {
      return (await run(command, [...args], { timeout: TIMEOUT_MS })).stdout
    } catch {
      // This tool is not installed or nobody answers it: the next one is asked.
    }
  }
  return undefined
}
