import type { IgnoreRuleListing } from '@tidemark/control'
import { AppError, formatHex } from '@tidemark/protocol'
import {
  type EngineDeps,
  IGNORE_FILE_PATH,
  type IgnoreRule,
  type PlaceOutcome,
  readIgnoreText,
} from '@tidemark/sync-engine'

/** More is not read as rules. */
const MAX_BYTES = 256 * 1024
const NS_PER_MS = 1_000_000n
/** Somebody else may be saving the same file. */
const TRIES = 3

/** A rule as clients read it. */
export function ruleForPeople({ pattern, line, reason }: IgnoreRule) {
  return { pattern, line: line ?? null, reason } satisfies IgnoreRuleListing['rules'][number]
}

/** The folder's own rules as they are on disk; '' when there are none. */
export async function readIgnoreFile(fs: Pick<EngineDeps['fs'], 'openRead'>): Promise<string> {
  await using reader = await fs.openRead(IGNORE_FILE_PATH)
  return reader === undefined ? '' : await readIgnoreText(reader)
}

/**
 * Replaces the folder's own rules, whole or not at all. The next scan takes them for any program's
 * save.
 * @throws AppError `invalid_request` for too long a text, `content_changed` when somebody else keeps
 *   saving the file, those of the disk.
 */
export async function writeIgnoreFile(
  deps: Pick<EngineDeps, 'fs' | 'rng' | 'clock'>,
  text: string,
): Promise<void> {
  const bytes = encodeUtf8(text)
  if (bytes.length > MAX_BYTES) {
    throw new AppError('invalid_request', { problem: `rules may have ${MAX_BYTES} bytes at most` })
  }
  for (let count = 0; count < TRIES; count++) {
    const outcome = await placeOnce(deps, bytes)
    if (outcome.result === 'placed') return
    if (outcome.result === 'failed') throw outcome.error
  }
  throw new AppError('content_changed')
}

async function placeOnce(
  { fs, rng, clock }: Pick<EngineDeps, 'fs' | 'rng' | 'clock'>,
  bytes: Uint8Array,
): Promise<PlaceOutcome> {
  const expected = await fs.stat(IGNORE_FILE_PATH)
  if (expected !== undefined && expected.kind !== 'file') {
    throw new AppError('invalid_request', { problem: 'something else than a file has its name' })
  }
  await using staged = await stage(fs, formatHex(rng.bytes(16)))
  await staged.write(bytes, 0)
  const request = {
    ...{ staged, expected, path: IGNORE_FILE_PATH, sizeBytes: bytes.length },
    mtimeNs: BigInt(clock.nowMs()) * NS_PER_MS,
    executable: false,
  }
  const [outcome] = await fs.place([request])
  if (outcome?.result !== 'placed') await fs.discard(staged)
  return outcome ?? { result: 'target_changed' }
}

async function stage(fs: EngineDeps['fs'], key: string) {
  const staged = await fs.stage(IGNORE_FILE_PATH, key)
  if (staged === 'parent_missing') throw new AppError('folder_missing')
  return staged
}

function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
