import { AppError, isErrorCode } from '@tidemark/protocol'

/** What the operator did wrong, or what the computer lacks. */
const EXIT_USAGE = 2
const EXIT_FAILURE = 1

/** Writes one line for people. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes one line for programs. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Tells what went wrong, one fact per line, and sets the exit code. */
export function sayError(error: unknown): void {
  if (!(error instanceof AppError)) {
    process.stderr.write(`tidemark-server: ${error instanceof Error ? error.stack : error}\n`)
    process.exitCode = EXIT_FAILURE
    return
  }
  const plain = new AppError(error.code)
  process.stderr.write(`tidemark-server: ${plain.message}\n`)
  for (const [name, value] of Object.entries(error.details)) {
    process.stderr.write(`  ${name}: ${value}\n`)
  }
  process.exitCode = isUsage(error) ? EXIT_USAGE : EXIT_FAILURE
}

function isUsage({ code }: AppError): boolean {
  return isErrorCode(code) && (code === 'config_invalid' || code === 'port_in_use')
}
