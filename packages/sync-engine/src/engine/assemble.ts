import { AliasReturn } from '../propagate/alias-return.js'
import type { BackgroundTransfers } from '../propagate/background-transfers.js'
import { BlockReader } from '../propagate/block-reader.js'
import { BlockUploader } from '../propagate/block-uploader.js'
import { Committer } from '../propagate/committer.js'
import { ContentAudit } from '../propagate/content-audit.js'
import { type CrashPoint, neverCrash } from '../propagate/crash-point.js'
import { DeleteRunner } from '../propagate/delete-runner.js'
import { FileDownloader } from '../propagate/download-files.js'
import { Durability } from '../propagate/durability.js'
import type { EngineEvents } from '../propagate/events.js'
import { FileFetcher } from '../propagate/file-fetcher.js'
import { FolderLock } from '../propagate/folder-lock.js'
import { LocalChanger } from '../propagate/local-changes.js'
import { OperationMaker } from '../propagate/operations.js'
import { PlanRunner } from '../propagate/plan-runner.js'
import { FileReading } from '../propagate/read-files.js'
import { ReadPace } from '../propagate/read-pace.js'
import type { RecentMoves } from '../propagate/recent-moves.js'
import { StagedSweep } from '../propagate/staged-sweep.js'
import { TransferProgress } from '../propagate/transfer-progress.js'
import { FileUploader } from '../propagate/upload-files.js'
import { IgnoreFile } from './ignore-file.js'
import { JournalReader } from './journal-reader.js'
import type { EngineDeps } from './settings.js'

/** The parts of one engine, wired. */
export interface EngineParts {
  readonly journal: JournalReader
  readonly durability: Durability
  readonly folderLock: FolderLock
  readonly committer: Committer
  readonly planRunner: PlanRunner
  readonly deleteRunner: DeleteRunner
  readonly progress: TransferProgress
  readonly stagedSweep: StagedSweep
  readonly aliasReturn: AliasReturn
  readonly contentAudit: ContentAudit
  readonly ignoreFile: IgnoreFile
  readonly recentMoves: RecentMoves
}

/** Gives each part the two or three things it needs. */
export function assemble(
  deps: EngineDeps,
  background: BackgroundTransfers,
  events: EngineEvents,
): EngineParts {
  const { store, fs, remote, clock, rng, hasher, settings, kernel } = deps
  const crashPoint = deps.crashPoint ?? neverCrash
  const progress = new TransferProgress()
  const maker = new OperationMaker(rng, clock, settings)
  const committer = new Committer(store, remote, maker, crashPoint)
  const blocks = new BlockUploader(store, fs, remote, hasher, progress, crashPoint)
  const changer = new LocalChanger(store, fs, crashPoint)
  const reading = { fs, hasher, crashPoint, ...(kernel === undefined ? {} : { kernel }) }
  const durability = new Durability(store, fs)
  const folderLock = new FolderLock()
  const tools = {
    server: { hasher, remote },
    durability,
    committer,
    uploader: new FileUploader(store, fs, blocks, committer, progress, crashPoint),
    downloader: makeDownloader(deps, progress, crashPoint, folderLock),
    reading: new FileReading(store, reading, durability, crashPoint),
    pace: new ReadPace(settings),
    changer,
    background,
    events,
  }
  return {
    journal: new JournalReader(store, remote, crashPoint, folderLock),
    durability,
    folderLock,
    committer,
    planRunner: new PlanRunner(store, clock, rng, tools, settings),
    deleteRunner: new DeleteRunner(store, fs, clock, rng, tools, settings),
    progress,
    recentMoves: changer.recentMoves,
    ignoreFile: new IgnoreFile(store, fs, clock, settings.settleMs),
    aliasReturn: new AliasReturn(store, fs, changer),
    contentAudit: new ContentAudit(store, reading, clock, events),
    stagedSweep: new StagedSweep(store, fs, clock, hasher, background, settings.largeFileBytes),
  }
}

function makeDownloader(
  { store, fs, remote, clock, hasher }: EngineDeps,
  progress: TransferProgress,
  crashPoint: CrashPoint,
  folderLock: FolderLock,
): FileDownloader {
  const reader = new BlockReader(remote)
  const fetcher = new FileFetcher(store, fs, reader, hasher, progress, crashPoint)
  return new FileDownloader(
    store,
    fs,
    clock,
    reader,
    fetcher,
    hasher,
    progress,
    crashPoint,
    folderLock,
  )
}
