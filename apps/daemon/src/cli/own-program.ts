import { isSea } from 'node:sea'

/** How to run this program again: the file to start and what comes before its own arguments. */
export function ownProgram(): readonly [file: string, ...args: string[]] {
  const [, script = ''] = process.argv
  return isSea() ? [process.execPath] : [process.execPath, ...process.execArgv, script]
}
