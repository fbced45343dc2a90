import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { chooseStyle, type Style } from './style.js'

/** Where a command writes to. */
export interface Terminal {
  readonly style: Style
  /** Whether a person watches: lines may be redrawn. */
  readonly isInteractive: boolean
  print(text: string): void
  printError(text: string): void
  /** Writes the bytes of a stream as they are. */
  copy(source: Readable): Promise<void>
  /** Replaces what `redraw` wrote last; only when interactive. */
  redraw(text: string): void
}

/** The process's own terminal or pipe. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  let drawnLines = 0
  return {
    style: chooseStyle(stdout.isTTY, env),
    isInteractive: stdout.isTTY,
    print: (text) => {
      stdout.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    printError: (text) => {
      stderr.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    copy: (source) => pipeline(source, stdout, { end: false }),
    redraw: (text) => {
      const up = drawnLines > 0 ? `\u001b[${drawnLines}A\u001b[0J` : ''
      stdout.write(`${up}${text}\n`)
      drawnLines = countRows(text, stdout.columns)
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of style.ts take no room
const STYLING = /\u001b\[\d+m/g

/** Rows that `text` takes on a terminal; one that does not know its width has not wrapped. */
export function countRows(text: string, columns: number): number {
  const width = columns > 0 ? columns : Number.POSITIVE_INFINITY
  const rowsOf = (line: string) => Math.ceil(line.replace(STYLING, '').length / width)
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, rowsOf(line)), 0)
}
