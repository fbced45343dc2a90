/** Advice of the daemon, apart into words and the command to copy. */
export interface Advice {
  readonly text: string
  readonly command: string | null
}

/** The daemon ends its advice with a command, when one command mends it. */
export function splitAdvice(advice: string): Advice {
  const at = advice.indexOf('sudo ')
  if (at === -1) return { text: advice, command: null }
  return { text: advice.slice(0, at).replace(/[:\s]+$/, ''), command: advice.slice(at).trim() }
}
