import { randomBytes } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { basename } from 'node:path'
import type { Check, Diagnostics, Status } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { Config } from '../../profile/config.js'
import { Scrubber } from './scrub.js'

/** The last part of each log. */
const MAX_LOG_BYTES = 2 * 1024 * 1024
const README = `Tidemark wrote this to help find a fault. Names of files, folders, servers, devices and people are
replaced by pseudonyms (~0123456789), which are others in every archive. Tokens and passwords are not
in it. Look at the files before you send them to anybody.
`

export interface DiagnosticsParts {
  readonly status: Status
  readonly config: Config
  readonly checks: readonly Check[]
  /** Files of logs, the newest first; absent ones are left out. */
  readonly logPaths: readonly string[]
  /** The device's token, if it has one. It is in none of the parts; this makes sure. */
  readonly token: string | undefined
}

/**
 * Writes an archive that helps to find a fault and names no file, server or person.
 * @throws AppError `invalid_request` when something is at `path` already, or nothing can be put there.
 */
export async function writeDiagnostics(
  path: string,
  parts: DiagnosticsParts,
): Promise<Diagnostics> {
  const files = await gather(parts, new Scrubber(randomBytes(32)))
  // Only here: few ever need it.
  const { strToU8, zipSync } = await import('fflate')
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const)
  const bytes = zipSync(Object.fromEntries(entries))
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const problem = isThere ? 'something is there already' : 'it cannot be written there'
    throw new AppError('invalid_request', { path, problem }, { cause })
  }
  return { path, sizeBytes: bytes.length }
}

/** The files of the archive as text. */
async function gather(
  parts: DiagnosticsParts,
  scrubber: Scrubber,
): Promise<Readonly<Record<string, string>>> {
  const { status, config, checks, logPaths } = parts
  const about = {
    version: status.version,
    ...{ node: process.version, platform: process.platform, arch: process.arch },
    uptimeSeconds: Math.round(process.uptime()),
    memory: process.memoryUsage(),
  }
  const files: Record<string, string> = { 'README.txt': README }
  for (const [name, value] of Object.entries({ about, status, config, checks })) {
    files[`${name}.json`] = `${JSON.stringify(scrubber.value(value), null, 2)}\n`
  }
  for (const [age, path] of logPaths.entries()) {
    const lines = (await readEnd(path)).split('\n').flatMap((line) => scrubber.logLine(line) ?? [])
    if (lines.length > 0) files[`daemon.log${age === 0 ? '' : `.${age}`}`] = `${lines.join('\n')}\n`
  }
  const secrets = knownSecrets(parts)
  const safe = Object.entries(files).map(([name, text]) => [name, without(text, secrets, scrubber)])
  return Object.fromEntries(safe)
}

/** Whatever got through after all: names that are known here. */
function knownSecrets({ status, config, token }: DiagnosticsParts): readonly string[] {
  const { signIn, folders } = config
  const names = [
    ...[token, signIn?.login, signIn?.deviceName, signIn?.serverUrl, status.profile],
    ...(signIn === undefined ? [] : [new URL(signIn.serverUrl).hostname]),
    ...folders.flatMap(({ path, spaceName }) => [path, spaceName]),
    ...[homedir(), basename(homedir()), hostname()],
  ]
  // Shorter ones are parts of ordinary words.
  const telling = names.flatMap((name) => (name !== undefined && name.length > 4 ? [name] : []))
  return telling.sort((a, b) => b.length - a.length)
}

function without(text: string, secrets: readonly string[], scrubber: Scrubber): string {
  return secrets.reduce((safe, secret) => safe.replaceAll(secret, scrubber.pseudonym(secret)), text)
}

/** The last part of a file; '' when there is none. */
async function readEnd(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, MAX_LOG_BYTES))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
    return bytes.subarray(0, bytesRead).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
