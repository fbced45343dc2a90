import type { ReadStream } from 'node:tty'
import { AppError, MAX_PASSWORD_BYTES } from '@tidemark/protocol'

const MAX_INPUT_BYTES = MAX_PASSWORD_BYTES + 2
const ENTER = new Set(['\r', '\n'])
const INTERRUPT = '\u0003'
const END = '\u0004'
const ERASE = new Set(['\u0008', '\u007f'])

/**
 * A password, never from the arguments: asked for without echo on a terminal, or the first line
 * of standard input when that was asked for.
 * @throws AppError `invalid_request` when there is no terminal, `cancelled` on Ctrl-C.
 */
export async function readPassword(prompt: string, fromStdin: boolean): Promise<string> {
  if (fromStdin) return await readLine(process.stdin)
  if (!process.stdin.isTTY) {
    const problem = 'no terminal to ask for the password: use --password-stdin'
    throw new AppError('invalid_request', { problem })
  }
  process.stderr.write(prompt)
  try {
    return await readHidden(process.stdin)
  } finally {
    process.stderr.write('\n')
  }
}

/** The first line of `input`, without its end. */
async function readLine(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    sizeBytes += bytes.length
    if (bytes.includes(0x0a) || sizeBytes > MAX_INPUT_BYTES) break
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)
  return line
}

function readHidden(input: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const finish = (settle: () => void) => {
      input.off('data', onData)
      input.setRawMode(false)
      input.pause()
      settle()
    }
    const onData = (chunk: string) => {
      for (const key of chunk) {
        if (ENTER.has(key) || key === END) return finish(() => resolve(typed.join('')))
        if (key === INTERRUPT) return finish(() => reject(new AppError('cancelled')))
        if (ERASE.has(key)) typed = typed.slice(0, -1)
        else typed.push(key)
      }
    }
    input.setEncoding('utf8')
    input.setRawMode(true)
    input.on('data', onData)
    input.resume()
  })
}
