import { chooseStyle, type Style } from './style.js'

/** Where a command writes to. */
export interface Terminal {
  readonly style: Style
  /** Whether a person watches: lines may be redrawn. */
  readonly isInteractive: boolean
  print(text: string): void
  printError(text: string): void
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
    redraw: (text) => {
      const up = drawnLines > 0 ? `\u001b[${drawnLines}A\u001b[0J` : ''
      stdout.write(`${up}${text}\n`)
      const columns = Math.max(1, stdout.columns)
      drawnLines = text.split('\n').reduce((sum, line) => sum + rowsOf(line, columns), 0)
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of style.ts take no room
const STYLING = /\u001b\[\d+m/g

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(line.replace(STYLING, '').length / columns))
}
