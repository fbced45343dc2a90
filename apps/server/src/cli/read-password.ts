import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AppError } from '@tidemark/protocol'

/**
 * A password from the file that TIDEMARK_PASSWORD_FILE names, from a terminal without showing it, or
 * from the first line of standard input. Never from an argument: those are seen by everybody.
 * @throws AppError `config_invalid` when there is none
 */
export async function readPassword(env: NodeJS.ProcessEnv): Promise<string> {
  const file = env.TIDEMARK_PASSWORD_FILE
  const password = file === undefined ? await ask() : firstLine(await readFile(file, 'utf8'))
  if (password !== '') return password
  throw new AppError('config_invalid', {
    problem: 'no password was given',
    todo: 'type it, pipe it to standard input, or name a file in TIDEMARK_PASSWORD_FILE',
  })
}

async function ask(): Promise<string> {
  const isTerminal = process.stdin.isTTY === true
  if (isTerminal) process.stderr.write('Password: ')
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silence, terminal: isTerminal })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (isTerminal) process.stderr.write('\n')
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? ''
}
