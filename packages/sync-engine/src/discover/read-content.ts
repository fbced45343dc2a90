import {
  type ChunkProfile,
  createChunker,
  findProfile,
  type Kernel,
  profileForNextVersion,
  profileForSize,
} from '@tidemark/chunker'
import {
  type BlockTree,
  BlockTreeBuilder,
  type BuiltListBlock,
  type FileContent,
  formatBlockId,
  isSameContent,
  type RelPath,
} from '@tidemark/protocol'
import type { AbortSignal, FileReader, FileSystem, Hasher } from '../ports.js'
import { type CrashPoint, neverCrash } from '../propagate/crash-point.js'
import { type FileStat, isSameStat, type LocalBlock } from '../trees.js'

/** Which file to read and what it was when it was seen. */
export interface ContentRequest {
  readonly path: RelPath
  /** What the scan saw; anything else is `changing`. */
  readonly expected: FileStat
  /** Content of the version before: its profile is kept, so that unchanged parts keep their ids. */
  readonly previous: FileContent | undefined
  readonly signal: AbortSignal
}

/** What `readContent` needs. */
export interface ContentReading {
  readonly fs: Pick<FileSystem, 'openRead' | 'stat'>
  readonly hasher: Hasher
  /** One per thread, see the chunker; without it each large file makes its own. */
  readonly kernel?: Kernel
  readonly crashPoint?: CrashPoint
}

/** Outcome of reading a file once. */
export type ContentOutcome =
  | {
      readonly result: 'read'
      readonly content: FileContent
      /** Data blocks in order. */
      readonly blocks: readonly LocalBlock[]
      /** The blocks that list them, children before parents. */
      readonly listBlocks: readonly BuiltListBlock[]
    }
  /** The file is not, or no longer, what was expected: look at it again (E20). */
  | { readonly result: 'changing' }
  /** No file is there. */
  | { readonly result: 'absent' }
  /** An AppError, or what the file system threw. */
  | { readonly result: 'failed'; readonly error: unknown }

/**
 * Reads a file once and cuts it into blocks. The content counts only if the file had the expected
 * facts before, after and at its path, so that it is what the file held at one moment (E20). Holds
 * two of the largest blocks at a time and the list of blocks.
 * @throws the signal's reason.
 */
export async function readContent(
  { fs, hasher, kernel, crashPoint = neverCrash }: ContentReading,
  request: ContentRequest,
): Promise<ContentOutcome> {
  const { path, expected, previous, signal } = request
  try {
    await using reader = await fs.openRead(path)
    if (reader === undefined) return { result: 'absent' }
    if (!isSameStat(await reader.stat(), expected)) return { result: 'changing' }
    const profile = profileOf(previous, expected.sizeBytes)
    const tools = { hasher, kernel, crashPoint, signal }
    const blocks = await readBlocks(reader, expected.sizeBytes, profile, tools)
    if (blocks === undefined || !isSameStat(await reader.stat(), expected)) {
      return { result: 'changing' }
    }
    const atPath = await fs.stat(path)
    if (atPath === undefined || !isSameStat(atPath, expected)) return { result: 'changing' }
    const { content, listBlocks } = describe(blocks, hasher, profile, expected)
    return { result: 'read', content: withSteadyTime(content, previous), blocks, listBlocks }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return { result: 'failed', error }
  }
}

function profileOf(previous: FileContent | undefined, sizeBytes: number): ChunkProfile {
  const current = previous && findProfile(previous.profileId)
  return current ? profileForNextVersion(current, sizeBytes) : profileForSize(sizeBytes)
}

interface Reading {
  readonly hasher: Hasher
  readonly kernel: Kernel | undefined
  readonly crashPoint: CrashPoint
  readonly signal: AbortSignal
}

/** The data blocks of exactly `sizeBytes`; undefined when the file ends before or goes on. */
async function readBlocks(
  reader: FileReader,
  sizeBytes: number,
  profile: ChunkProfile,
  { hasher, kernel, crashPoint, signal }: Reading,
): Promise<LocalBlock[] | undefined> {
  const chunker = createChunker(profile, kernel)
  // One byte more than the file has shows that it ends there.
  const buffer = new Uint8Array(Math.min(2 * profile.maxBytes, sizeBytes + 1))
  const blocks: LocalBlock[] = []
  let startOffset = 0 // of the open chunk, which begins the buffer
  let heldBytes = 0
  const take = (ends: readonly number[]): void => {
    const base = startOffset
    for (const end of ends) {
      const bytes = buffer.subarray(startOffset - base, end - base)
      const blockId = formatBlockId(hasher.sha256(bytes))
      blocks.push({ offset: startOffset, length: end - startOffset, blockId })
      startOffset = end
    }
    buffer.copyWithin(0, startOffset - base, heldBytes)
    heldBytes -= startOffset - base
  }
  for (;;) {
    if (signal.aborted) throw signal.reason
    const readBytes = await reader.read(buffer.subarray(heldBytes), startOffset + heldBytes)
    if (readBytes === 0) break
    crashPoint('C02')
    if (startOffset + heldBytes + readBytes > sizeBytes) return undefined
    const ends = chunker.push(buffer.subarray(heldBytes, heldBytes + readBytes))
    heldBytes += readBytes
    take(ends)
  }
  take(chunker.finish())
  return startOffset === sizeBytes ? blocks : undefined
}

function describe(
  blocks: readonly LocalBlock[],
  hasher: Hasher,
  profile: ChunkProfile,
  stat: FileStat,
) {
  const builder = new BlockTreeBuilder((bytes) => hasher.sha256(bytes))
  const listBlocks: BuiltListBlock[] = []
  for (const { blockId, length } of blocks) listBlocks.push(...builder.add(blockId, length))
  const tree = builder.finish()
  listBlocks.push(...tree.listBlocks)
  return { content: contentOf(tree, profile, stat), listBlocks }
}

function contentOf(tree: BlockTree, profile: ChunkProfile, stat: FileStat): FileContent {
  const content = {
    sizeBytes: tree.sizeBytes,
    root: tree.root,
    depth: tree.depth,
    profileId: profile.id,
    hashId: 'sha256',
    mtimeNs: String(stat.mtimeNs),
    executable: stat.executable,
  }
  if (stat.birthtimeNs === undefined) return content
  return { ...content, birthtimeNs: String(stat.birthtimeNs) }
}

/** Coarsest clock of a file system that is met (FAT); APIs round by less (E25). */
const TIME_GRAIN_NS = 2_000_000_000n

/**
 * The time that the version before had, when the bytes are the same and the times differ by no more
 * than a disk may round them: a file that came from elsewhere must not look touched.
 */
function withSteadyTime(content: FileContent, previous: FileContent | undefined): FileContent {
  if (previous === undefined || !isSameContent(content, previous)) return content
  const difference = BigInt(content.mtimeNs) - BigInt(previous.mtimeNs)
  const isRounding = difference < TIME_GRAIN_NS && difference > -TIME_GRAIN_NS
  return isRounding ? { ...content, mtimeNs: previous.mtimeNs } : content
}
