import { AppError, ERRORS, type ErrorCode } from '@tidemark/protocol'
import { printable } from './printable.js'
import type { Style } from './style.js'

/** What to do about an error, where the registry's own sentence does not say it. */
const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  wrong_credentials: 'Try again, or ask who runs the server for a new password.',
  setup_code_wrong: 'Look for "setup code" in what the server printed when it started.',
  setup_closed: 'Sign in instead: tidemark login <server>',
  pairing_code_wrong: 'On a device that is signed in: tidemark pair',
  password_weak: 'Several plain words make a good one.',
  unauthorized: 'tidemark login <server>',
  server_unreachable: 'Check the address and the network; tidemark doctor looks closer.',
  server_unexpected: 'Open the address in a browser: a network may want you to sign in first.',
  server_changed: 'If the server was set up anew: tidemark login <server> --accept-new-server',
  unavailable: 'Try again in a moment.',
  rate_limited: 'Wait a minute and try again.',
  not_linked: 'tidemark status lists the linked folders.',
  folder_unsuitable: 'Choose another folder, or remove what stands in the way.',
  folder_in_use: 'Stop the other one first, or choose another folder.',
  folder_missing: 'Connect its disk, or move the folder back; syncing then goes on by itself.',
  folder_replaced:
    'If it is the right one: tidemark unlink it, then link it again. Nothing is deleted.',
  daemon_unreachable: 'Start it with: tidemark daemon',
  daemon_version: 'tidemark stop, then run the command again.',
  config_invalid: 'Correct the file, or move it away to begin anew; files are not touched.',
  quota_exceeded: 'tidemark trash shows what can go.',
  node_missing: 'tidemark trash lists deleted items.',
  revision_missing: 'tidemark history <path> lists the versions that are kept.',
  conflict_missing: 'tidemark conflicts lists the open ones.',
  content_changed: 'Look at it once more, then decide again.',
  changed_since: 'tidemark history <path> and tidemark trash show what is kept.',
  service_unavailable: 'tidemark daemon runs it in the foreground, under any service manager.',
  internal: 'tidemark doctor, or the log in the profile folder, may tell more.',
}

/** Details that belong into the sentence, in this order. */
const SPOKEN = ['problem', 'path', 'server', 'reason'] as const

/** An error for people: what happened, and what to do. */
export function describeForPeople(error: unknown): {
  readonly what: string
  readonly todo: string | undefined
} {
  if (!(error instanceof AppError)) {
    const text = error instanceof Error ? error.message : String(error)
    return { what: printable(text), todo: ADVICE.internal }
  }
  const { problem } = error.details
  if (error.code === 'invalid_request' && problem !== undefined) {
    return { what: printable(`Not possible: ${problem}.`), todo: undefined }
  }
  const facts = SPOKEN.map((name) => error.details[name]).filter((fact) => fact !== undefined)
  const sentence = ERRORS[error.code].message
  const what = facts.length === 0 ? sentence : `${sentence} (${facts.join(', ')})`
  return { what: printable(what), todo: ADVICE[error.code] }
}

/** The lines that a failed command prints. */
export function formatError(error: unknown, style: Style, isVerbose: boolean): string {
  const { what, todo } = describeForPeople(error)
  const lines = [`${style.bad('tidemark:')} ${what}`]
  if (todo !== undefined) lines.push(`  ${todo}`)
  if (isVerbose) lines.push(...verboseLines(error).map((line) => `  ${style.dim(line)}`))
  return `${lines.join('\n')}\n`
}

function verboseLines(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const lines: string[] = []
  if (error instanceof AppError) {
    lines.push(`code: ${error.code}`)
    for (const [key, value] of Object.entries(error.details)) {
      lines.push(printable(`${key}: ${value}`))
    }
  }
  for (let at: unknown = error.cause; at instanceof Error; at = at.cause) {
    lines.push(printable(`cause: ${at.message}`))
  }
  return lines
}
