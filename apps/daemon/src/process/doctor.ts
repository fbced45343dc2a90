import { existsSync } from 'node:fs'
import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, FolderStatus, Status } from '@tidemark/control'
import { AppError, parseRelPath } from '@tidemark/protocol'
import { IGNORE_FILE_NAME, ignoreRulesFrom } from '@tidemark/sync-engine'
import type { Accounts } from './accounts.js'

/** Free space below which downloads will soon wait. */
const LOW_DISK_BYTES = 1024 ** 3
/** At the top of a folder: found without looking through all of it. */
const CUMBERSOME = [
  { name: '.git', detail: 'holds a git repository; two computers that commit at once can harm it' },
  { name: 'node_modules', detail: 'holds installed packages: many small files' },
] as const
/** Parts of a path that other sync programs use. */
const OTHER_SYNC =
  /(^|[\\/])(Dropbox|OneDrive[^\\/]*|Google Drive|iCloud Drive|Mobile Documents|Nextcloud|Syncthing)([\\/]|$)/i

/** Checks what most often goes wrong, in the order in which things depend on each other. */
export async function runDoctor(
  status: Status,
  accounts: Accounts,
  signal: AbortSignal,
): Promise<Check[]> {
  const checks: Check[] = [ok('daemon', `version ${status.version}, profile ${status.profile}`)]
  checks.push(...(await checkAccount(status, accounts, signal)))
  if (status.account !== null && status.folders.length === 0) {
    checks.push(warning('folders', 'no folder is linked', 'tidemark link <folder>'))
  }
  for (const folder of status.folders) checks.push(...(await checkFolder(folder)))
  return checks
}

async function checkAccount(
  status: Status,
  accounts: Accounts,
  signal: AbortSignal,
): Promise<Check[]> {
  if (status.account === null) {
    return [problem('account', 'not signed in', 'tidemark login <server>')]
  }
  const { serverUrl, login, insecure } = status.account
  const checks: Check[] = checkKey(status)
  if (insecure) {
    const detail = 'the connection is not encrypted'
    checks.push(warning('encryption', detail, 'give the server a certificate and use https'))
  }
  try {
    const account = await (await accounts.client()).call('getAccount', { tries: 1 }, signal)
    checks.push(ok('server', `${serverUrl} answers, signed in as ${login}`))
    const { quotaBytes, usedBytes } = account
    if (quotaBytes !== null && usedBytes > quotaBytes * 0.95) {
      const detail = `${Math.round((usedBytes / quotaBytes) * 100)} % of the room is used`
      checks.push(warning('quota', detail, 'empty the trash or ask for a larger quota'))
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    checks.push(problem('server', `${serverUrl}: ${error.message}`, adviceFor(error)))
  }
  return checks
}

/** Where the key of this device lies, and how to have it otherwise. */
function checkKey({ token }: Status): Check[] {
  switch (token?.place) {
    case 'file':
      return [ok('key', 'in a file that only you can read; the desktop app can keep it instead')]
    case 'memory':
      return [ok('key', 'the desktop app keeps it; without the app: tidemark service install')]
    default:
      // A key that is missing is told with the server, which cannot be asked without it.
      return []
  }
}

async function checkFolder(folder: FolderStatus): Promise<Check[]> {
  const name = folder.path
  const checks: Check[] = []
  if (folder.error === null) checks.push(ok(name, `${folder.state}, space ${folder.spaceName}`))
  else checks.push(folderTrouble(folder.path, folder.error))
  const { held, conflicts } = folder.counts
  if (held > 0) checks.push(warning(name, `items held: ${held}`, 'tidemark status lists why'))
  if (conflicts > 0)
    checks.push(warning(name, `open conflicts: ${conflicts}`, 'tidemark conflicts'))
  const { advice, mode } = folder.watch
  if (mode === 'scanning') {
    checks.push(warning(name, 'changes are found by scanning, not at once', advice ?? ''))
  }
  if (folder.restarts > 0) {
    const detail = `times that its engine had to start again: ${folder.restarts}`
    checks.push(warning(name, detail, 'see daemon.log in the profile'))
  }
  if (OTHER_SYNC.test(folder.path)) {
    const advice = 'two programs syncing one folder make conflicts: move it out'
    checks.push(warning(name, 'looks like the folder of another sync program', advice))
  }
  checks.push(...(await checkContents(name)))
  return [...checks, ...(await checkDisk(name))]
}

/** What syncs, but is better left out (E95). */
async function checkContents(path: string): Promise<Check[]> {
  const found = CUMBERSOME.filter(({ name }) => existsSync(join(path, name)))
  if (found.length === 0) return []
  // No such file: the built-in rules hold. One that cannot be read shows as a held item.
  const own = await readFile(join(path, IGNORE_FILE_NAME), 'utf8').catch(() => '')
  const rules = ignoreRulesFrom(own)
  return found
    .filter(({ name }) => rules.match(parseRelPath(name), true) === undefined)
    .map(({ name, detail }) =>
      warning(path, detail, `if it need not be everywhere: add ${name}/ to ${IGNORE_FILE_NAME}`),
    )
}

/** The server's own check has told about the connection already. */
function folderTrouble(name: string, error: NonNullable<FolderStatus['error']>): Check {
  if (error.code === 'server_unreachable') return warning(name, 'waits for the server', '')
  return problem(name, error.message, 'tidemark status tells more')
}

async function checkDisk(path: string): Promise<Check[]> {
  try {
    if (!(await stat(path)).isDirectory()) return []
    const { bavail, bsize } = await statfs(path)
    if (bavail * bsize >= LOW_DISK_BYTES) return []
    const freeMb = Math.floor((bavail * bsize) / 1024 ** 2)
    return [
      warning(path, `${freeMb} MB free on its disk`, 'make room; downloads wait when it is full'),
    ]
  } catch (error) {
    return [
      problem(
        path,
        error instanceof Error ? error.message : 'cannot be read',
        'is the disk there?',
      ),
    ]
  }
}

function adviceFor(error: AppError): string {
  const { reason } = error.details
  if (reason === 'CERT_NOT_YET_VALID' || reason === 'CERT_HAS_EXPIRED') {
    return "check this computer's date and time, then the server's certificate"
  }
  if (error.code === 'sign_in_locked') return 'open the Tidemark app, or tidemark login <server>'
  if (error.code === 'unauthorized') return 'tidemark login <server>'
  return 'check the address and the network; syncing goes on by itself'
}

function ok(name: string, detail: string): Check {
  return { name, outcome: 'ok', detail, advice: null }
}

function warning(name: string, detail: string, advice: string): Check {
  return { name, outcome: 'warning', detail, advice }
}

function problem(name: string, detail: string, advice: string): Check {
  return { name, outcome: 'problem', detail, advice }
}
