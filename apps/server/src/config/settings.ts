import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_MAX_FILE_BYTES } from '@tidemark/protocol'
import { DEFAULT_COMMIT_SETTINGS } from '@tidemark/server-core'
import type { ServerConfig } from './config.js'

/** How one setting is given, read and explained. */
export interface Setting<T = unknown> {
  readonly env: string
  readonly describes: string
  readonly fallback: T
  /** The value that a text means, or what is wrong with it. */
  readonly parse: (text: string) => T | { readonly problem: string }
}

const MIB = 1024 * 1024

function text(env: string, describes: string, fallback: string): Setting<string> {
  return { env, describes, fallback, parse: (given) => given }
}

function integer(
  env: string,
  describes: string,
  fallback: number,
  [min, max]: readonly [number, number],
): Setting<number> {
  return {
    env,
    describes,
    fallback,
    parse: (given) => {
      const value = Number(given)
      if (/^\d+$/.test(given) && value >= min && value <= max) return value
      return { problem: `must be a whole number from ${min} to ${max}` }
    },
  }
}

const share: Setting<number> = {
  env: 'TIDEMARK_BRAKE_SHARE',
  describes: 'deletions are held back above this share of a space (0 to 1)',
  fallback: DEFAULT_COMMIT_SETTINGS.brakeShare,
  parse: (given) => {
    const value = Number(given)
    const isShare = given.trim() !== '' && value >= 0 && value <= 1
    return isShare ? value : { problem: 'must be a number from 0 to 1' }
  },
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent']

const logLevel: Setting<string> = {
  env: 'TIDEMARK_LOG_LEVEL',
  describes: `one of ${LOG_LEVELS.join(', ')}`,
  fallback: 'info',
  parse: (given) =>
    LOG_LEVELS.includes(given) ? given : { problem: `must be one of ${LOG_LEVELS.join(', ')}` },
}

const publicUrl: Setting<string> = {
  env: 'TIDEMARK_PUBLIC_URL',
  describes: 'how people reach the server through a proxy, e.g. https://sync.example.org',
  fallback: '',
  parse: (given) => {
    if (given === '') return given
    const isUrl = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
    return isUrl ? given : { problem: 'must be an http or https address' }
  },
}

const trustedProxies: Setting<readonly string[]> = {
  env: 'TIDEMARK_TRUSTED_PROXIES',
  describes: 'addresses or networks of proxies in front, separated by commas',
  fallback: [],
  parse: (given) =>
    given
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
}

/** Every setting, in the order in which `tidemark-server config` lists them. */
export const SETTINGS: { readonly [K in keyof ServerConfig]: Setting<ServerConfig[K]> } = {
  dataFolder: text('TIDEMARK_DATA', 'folder of everything the server keeps', defaultDataFolder()),
  host: text('TIDEMARK_HOST', 'address to listen on; 0.0.0.0 for all', '127.0.0.1'),
  port: integer('TIDEMARK_PORT', 'port to listen on; 0 for any free one', 8737, [0, 65_535]),
  publicUrl,
  trustedProxies,
  masterKeyFile: text('TIDEMARK_MASTER_KEY_FILE', 'file of the master key, kept elsewhere', ''),
  reserveBytes: integer(
    'TIDEMARK_RESERVE_BYTES',
    'disk space that stays free; uploads are refused below it',
    1024 * MIB,
    [0, Number.MAX_SAFE_INTEGER],
  ),
  segmentBytes: integer('TIDEMARK_SEGMENT_BYTES', 'size of a full segment file', 64 * MIB, [
    MIB,
    4096 * MIB,
  ]),
  codecThreads: integer(
    'TIDEMARK_CODEC_THREADS',
    'threads that hash, compress and encrypt',
    Math.max(1, Math.min(2, availableParallelism() - 1)),
    [1, 64],
  ),
  maxFileBytes: integer('TIDEMARK_MAX_FILE_BYTES', 'largest file', DEFAULT_MAX_FILE_BYTES, [
    1,
    Number.MAX_SAFE_INTEGER,
  ]),
  passwordMemoryKib: integer(
    'TIDEMARK_PASSWORD_MEMORY_KIB',
    'memory of one password hash (argon2id)',
    64 * 1024,
    [19 * 1024, 4 * 1024 * 1024],
  ),
  passwordPasses: integer('TIDEMARK_PASSWORD_PASSES', 'passes of one password hash', 3, [2, 100]),
  brakeFiles: integer(
    'TIDEMARK_BRAKE_FILES',
    'deletions are held back above this many files',
    DEFAULT_COMMIT_SETTINGS.brakeFiles,
    [0, 1_000_000_000],
  ),
  brakeShare: share,
  brakeWindowMs: integer(
    'TIDEMARK_BRAKE_WINDOW_MS',
    'deletions within this time count together',
    DEFAULT_COMMIT_SETTINGS.brakeWindowMs,
    [1000, 86_400_000],
  ),
  cleanupHours: integer(
    'TIDEMARK_CLEANUP_HOURS',
    'hours between housekeeping runs; 0 turns them off',
    24,
    [0, 500],
  ),
  keepVersionsDays: integer(
    'TIDEMARK_KEEP_VERSIONS_DAYS',
    'earlier versions of files go after this time; 0 for never',
    365,
    [0, 36_500],
  ),
  keepTrashDays: integer(
    'TIDEMARK_KEEP_TRASH_DAYS',
    'deleted files go for good after this time; 0 for never',
    180,
    [0, 36_500],
  ),
  keepJournalDays: integer(
    'TIDEMARK_KEEP_JOURNAL_DAYS',
    'devices that were away for longer compare their whole tree',
    180,
    [1, 36_500],
  ),
  keepAnswersDays: integer(
    'TIDEMARK_KEEP_ANSWERS_DAYS',
    'an operation sent again within this time gets the answer that it had',
    60,
    [1, 36_500],
  ),
  logLevel,
}

function defaultDataFolder(): string {
  return join(homedir(), '.local', 'share', 'tidemark-server')
}
