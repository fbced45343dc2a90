import { AppError, type ErrorCode, type RelPath } from '@tidemark/protocol'
import type {
  FileReader,
  FileStat,
  FileSystem,
  ListedEntry,
  PathsFlushed,
  PlaceOutcome,
  PlaceRequest,
  RootIdentity,
  RootProbe,
  StagedFile,
} from '@tidemark/sync-engine'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { MemoryFileSystem } from '../filesystem/memory-file-system.js'
import type { DeleteWatch } from './delete-watch.js'
import type { Faults, Odds } from './faults.js'
import type { Scheduler } from './scheduler.js'
import type { Process } from './turn-queue.js'

/** What a disk may say instead of doing what it was asked for. */
const READ_ODDS: Odds<ErrorCode> = [
  ['file_io_error', 0.002],
  ['file_unreadable', 0.002],
  ['file_busy', 0.002],
]
const WRITE_ODDS: Odds<ErrorCode> = [
  ['file_io_error', 0.006],
  ['disk_full', 0.008],
  ['file_busy', 0.006],
  ['file_unreadable', 0.004],
  ['name_held', 0.002],
]

const FLUSH_ODDS: Odds<ErrorCode> = [
  ['file_io_error', 0.006],
  ['disk_full', 0.006],
]

/** What a SimulatedFileSystem is part of. */
export interface FileSystemSurroundings {
  readonly scheduler: Scheduler
  readonly process: Process
  readonly faults: Faults
  readonly random: SeededRandom
  /** How long flushes of people's files take. */
  readonly flushes: SeededRandom
  /** Mean time of a call. */
  readonly callMs: number
  readonly deletes: DeleteWatch
  /** Called after each call that may have changed what people see. */
  readonly onChange: (what: string) => void
}

/** An engine's access to a disk on which every call takes its turn and may fail. */
export class SimulatedFileSystem implements FileSystem {
  readonly #disk: MemoryFileSystem
  readonly #around: FileSystemSurroundings

  constructor(disk: MemoryFileSystem, around: FileSystemSurroundings) {
    this.#disk = disk
    this.#around = around
  }

  probeRoot(): Promise<RootProbe> {
    const probe = async (): Promise<RootProbe> => {
      const result = await this.#disk.probeRoot()
      this.#around.deletes.noteProbe(result)
      return result
    }
    return this.#read('probeRoot', '', probe, [])
  }

  markRoot(markerId: string): Promise<RootIdentity> {
    return this.#write('markRoot', '', () => this.#disk.markRoot(markerId))
  }

  list(path: RelPath): Promise<readonly ListedEntry[] | undefined> {
    return this.#read('list', path, () => this.#disk.list(path))
  }

  stat(path: RelPath): Promise<FileStat | undefined> {
    return this.#read('stat', path, () => this.#disk.stat(path))
  }

  async openRead(path: RelPath): Promise<FileReader | undefined> {
    const reader = await this.#read('openRead', path, () => this.#disk.openRead(path))
    if (reader === undefined) return undefined
    return {
      stat: () => this.#read('fstat', path, () => reader.stat()),
      read: (into, offset) => {
        // A disk may give less than it was asked for.
        const isShort = into.length > 1 && this.#around.random.chance(0.2)
        const room = isShort ? into.subarray(0, 1 + (into.length >> 1)) : into
        return this.#read('read', path, () => reader.read(room, offset))
      },
      [Symbol.asyncDispose]: async () => reader[Symbol.asyncDispose](),
    }
  }

  problemAt(path: RelPath): ReturnType<FileSystem['problemAt']> {
    return this.#disk.problemAt(path)
  }

  makeFolder(path: RelPath): Promise<FileStat | 'exists' | 'parent_missing'> {
    return this.#write('makeFolder', path, () => this.#disk.makeFolder(path))
  }

  flush(): Promise<void> {
    return this.#write('flush', '', () => this.#disk.flush())
  }

  flushAll(): Promise<void> {
    return this.#write('flushAll', '', () => this.#disk.flushAll())
  }

  async flushPaths(paths: readonly RelPath[]): Promise<PathsFlushed> {
    const random = this.#around.flushes
    return call({ ...this.#around, random }, 'flushPaths', '', FLUSH_ODDS, () =>
      this.#disk.flushPaths(paths),
    )
  }

  move(
    from: RelPath,
    to: RelPath,
    expected: FileStat,
  ): Promise<FileStat | 'absent' | 'changed' | 'exists' | 'parent_missing'> {
    return this.#write('move', from, () => this.#disk.move(from, to, expected))
  }

  moveToTrash(
    path: RelPath,
    expected: FileStat,
  ): Promise<'moved' | 'absent' | 'changed' | 'not_empty'> {
    this.#around.deletes.noteTrash(path)
    return this.#write('moveToTrash', path, () => this.#disk.moveToTrash(path, expected))
  }

  async stage(path: RelPath, key: string): Promise<StagedFile | 'parent_missing'> {
    const staged = await this.#write('stage', path, () => this.#disk.stage(path, key))
    return staged === 'parent_missing' ? staged : new TurnedStagedFile(staged, this.#around, path)
  }

  discard(staged: StagedFile): Promise<void> {
    return this.#write('discard', '', () => this.#disk.discard(unwrap(staged)))
  }

  async place(requests: readonly PlaceRequest[]): Promise<readonly PlaceOutcome[]> {
    const inner = requests.map((request) => ({ ...request, staged: unwrap(request.staged) }))
    await this.#write('place', '', () => undefined)
    const outcomes: PlaceOutcome[] = []
    for (const request of inner) outcomes.push(await this.#placeOne(request))
    return outcomes
  }

  setMetadata(
    path: RelPath,
    expected: FileStat,
    metadata: { readonly mtimeNs: bigint; readonly executable: boolean },
  ): Promise<FileStat | 'changed'> {
    return this.#write('setMetadata', path, () => this.#disk.setMetadata(path, expected, metadata))
  }

  sweepStaged(liveKeys: ReadonlySet<string>): Promise<number> {
    return this.#write('sweepStaged', '', () => this.#disk.sweepStaged(liveKeys))
  }

  async #placeOne(request: PlaceRequest): Promise<PlaceOutcome> {
    try {
      const outcomes = await this.#write('place', request.path, () => this.#disk.place([request]))
      return outcomes[0] ?? { result: 'failed', error: new Error('no outcome') }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { result: 'failed', error }
    }
  }

  #read<T>(step: string, path: string, act: () => T | Promise<T>, odds = READ_ODDS): Promise<T> {
    return call(this.#around, step, path, odds, act)
  }

  async #write<T>(step: string, path: string, act: () => T | Promise<T>): Promise<T> {
    return call(this.#around, step, path, WRITE_ODDS, async () => {
      const result = await act()
      const isRefused = typeof result === 'string' && result !== 'moved'
      if (!isRefused) this.#around.onChange(`${step} ${path}`)
      return result
    })
  }
}

/** A temporary file whose reads and writes take turns. */
class TurnedStagedFile implements StagedFile {
  readonly inner: StagedFile
  readonly #around: FileSystemSurroundings
  readonly #path: string

  constructor(inner: StagedFile, around: FileSystemSurroundings, path: string) {
    this.inner = inner
    this.#around = around
    this.#path = path
  }

  get key(): string {
    return this.inner.key
  }

  get sizeBytes(): number {
    return this.inner.sizeBytes
  }

  stat(): Promise<FileStat> {
    return this.inner.stat()
  }

  read(into: Uint8Array, offset: number): Promise<number> {
    return call(this.#around, 'readStaged', this.#path, READ_ODDS, () =>
      this.inner.read(into, offset),
    )
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    await call(this.#around, 'write', this.#path, WRITE_ODDS, () => this.inner.write(bytes, offset))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inner[Symbol.asyncDispose]()
  }
}

function unwrap(staged: StagedFile): StagedFile {
  return staged instanceof TurnedStagedFile ? staged.inner : staged
}

function call<T>(
  { scheduler, process, faults, random, callMs }: FileSystemSurroundings,
  step: string,
  path: string,
  odds: Odds<ErrorCode>,
  act: () => T | Promise<T>,
): Promise<T> {
  const code = faults.at(`${process.name} fs ${step}`, odds)
  const isSlow = random.chance(0.02)
  const delayMs = callMs * random.between(0.2, 2) * (isSlow ? 20 : 1)
  return scheduler.turn(process, `${step} ${path}`, delayMs, () => {
    if (code !== undefined) throw new AppError(code, { path })
    return act()
  })
}
