/** How text is set off on a terminal; in a pipe nothing is. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
}

const set = (open: number, close: number) => (text: string) =>
  `\u001b[${open}m${text}\u001b[${close}m`
const plain = (text: string) => text

const COLOURED: Style = {
  bold: set(1, 22),
  dim: set(2, 22),
  good: set(32, 39),
  warn: set(33, 39),
  bad: set(31, 39),
}

/** Text as it is. */
export const PLAIN: Style = { bold: plain, dim: plain, good: plain, warn: plain, bad: plain }

/** The style for an output, by the conventions of no-color.org. */
export function chooseStyle(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const isRefused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  return isTerminal && !isRefused ? COLOURED : PLAIN
}
