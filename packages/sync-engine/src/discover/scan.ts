import { AppError, joinPath, type NodeName, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import type { AbortSignal, Clock, FileSystem, ListedEntry, Rng } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { diskNameOf, type FileStat, type LocalFacts, type LocalNode } from '../trees.js'
import { compareFolder, type FolderFindings } from './compare-folder.js'
import { holdFolder, mayChangeHeld, recordHeld } from './held-entries.js'
import { isSameInode } from './identity.js'
import { defaultIgnoreRules, type IgnoreRules } from './ignore-rules.js'
import { recordMissing } from './record-missing.js'
import { resolveReplacement } from './resolve-replacements.js'
import { findRootProblem, linkRoot, type RootProblem } from './root-proof.js'
import {
  mintNodeId,
  type QueuedFolder,
  RootLost,
  type ScanCounts,
  type ScanPass,
} from './scan-pass.js'
import { foldersOfHints } from './scan-scope.js'
import { proveRoot, writeNewFiles, writeRows } from './write-rows.js'

/** Where to look: the whole folder, or the folders that hints name, each without what is below. */
export type ScanScope = 'everything' | ReadonlySet<RelPath>

/** How to scan. */
export interface ScanOptions {
  readonly scope: ScanScope
  readonly signal: AbortSignal
  /** `defaultIgnoreRules()` when absent. */
  readonly ignore?: IgnoreRules
}

/** What a scan saw. With a root problem nothing became missing and no later change was written. */
export interface ScanReport {
  readonly result: 'complete' | RootProblem
  readonly counts: Readonly<ScanCounts>
}

const ROWS_PER_TRANSACTION = 1000
/** How often folders that were not where they were known while they were read are looked for. */
const MAX_PASSES = 3

/**
 * Makes the local tree agree with the disk, folder by folder. Rows are written after the root was
 * proven once more, those of new files many at a time; items that are not found become missing at
 * the end, if the root is proven then too (P7, I13). Of hinted folders, sub-folders that
 * are new, moved, replaced or back are followed, known ones are not.
 *
 * Nothing else may write the local tree meanwhile. Memory grows with the number of folders and with what changed. Can be cancelled between any two
 * folders: what was written stays true and the scope has to be scanned again.
 * @throws the signal's reason; AppErrors of the file system that concern more than one folder.
 */
export async function scan(
  store: StateStore,
  fs: FileSystem,
  clock: Clock,
  rng: Rng,
  options: ScanOptions,
): Promise<ScanReport> {
  const counts: ScanCounts = {
    folders: 0,
    items: 0,
    created: 0,
    changed: 0,
    moved: 0,
    vanished: 0,
    reappeared: 0,
  }
  try {
    const problem = await linkRoot(store, fs, rng)
    if (problem !== undefined) return { result: problem, counts }
    const rootStat = await fs.stat(ROOT_PATH)
    if (rootStat?.kind !== 'folder') return { result: 'root_missing', counts }
    let { scope } = options
    for (
      let passes = 0;
      passes < MAX_PASSES && (scope === 'everything' || scope.size > 0);
      passes++
    ) {
      const pass = startPass(store, fs, clock, rng, options, rootStat, counts)
      await runPass(pass, ensureRootNode(pass, rootStat), scope)
      scope = pass.unsure
    }
    return { result: (await findRootProblem(store, fs)) ?? 'complete', counts }
  } catch (error) {
    if (!isRootLost(error)) throw error
    return { result: (await findRootProblem(store, fs)) ?? 'root_missing', counts }
  }
}

function isRootLost(error: unknown): boolean {
  return error instanceof RootLost || (error instanceof AppError && error.code === 'folder_missing')
}

function startPass(
  store: StateStore,
  fs: FileSystem,
  clock: Clock,
  rng: Rng,
  options: ScanOptions,
  rootStat: FileStat,
  counts: ScanCounts,
): ScanPass {
  return {
    store,
    fs,
    clock,
    rng,
    ignore: options.ignore ?? defaultIgnoreRules(),
    signal: options.signal,
    rootDevice: rootStat.device,
    queue: [],
    visited: new Set(),
    vanished: new Set(),
    claimed: new Set(),
    replacements: [],
    unsure: new Set(),
    newFiles: [],
    newInodes: new Set(),
    counts,
  }
}

/** The local row of the root. Its id is the journal's once that is known. */
function ensureRootNode(pass: ScanPass, stat: FileStat): LocalNode {
  const { store, rng } = pass
  const known = store.local.root()
  if (known !== undefined && isSameInode(known.stat, stat)) return known
  const root: LocalNode = known
    ? { ...known, stat }
    : {
        nodeId: store.journal()?.rootNodeId ?? mintNodeId(rng),
        parentId: null,
        name: '',
        kind: 'folder',
        stat,
        content: undefined,
        missingSinceMs: null,
      }
  store.transaction((tx) => tx.putLocal(root))
  return root
}

async function runPass(pass: ScanPass, root: LocalNode, scope: ScanScope): Promise<void> {
  const isDeep = scope === 'everything'
  const starts = isDeep ? [root] : await foldersOfHints(pass, root, scope)
  pass.queue.push(...starts.map(({ nodeId }) => ({ nodeId, isDeep })))
  do {
    for (let next = pass.queue.pop(); next !== undefined; next = pass.queue.pop()) {
      if (pass.signal.aborted) throw pass.signal.reason
      await scanFolder(pass, next)
    }
    await writeNewFiles(pass)
    // Replaced folders may hold more; they are only opened once everything else was seen.
    await writeReplacements(pass)
  } while (pass.queue.length > 0)
  await recordMissing(pass)
}

async function scanFolder(pass: ScanPass, { nodeId, isDeep }: QueuedFolder): Promise<void> {
  const folder = pass.store.local.find(nodeId)
  const path = pass.store.localPath(nodeId)
  if (folder === undefined || path === undefined || pass.visited.has(nodeId)) return
  pass.visited.add(nodeId)
  pass.counts.folders++
  const entries = await listFolder(pass, path)
  if (entries === 'held') return
  if (entries === undefined) {
    if (folder.parentId === null) throw new RootLost()
    pass.vanished.add(nodeId)
    return
  }
  const findings = await compareFolder(pass, folder, path, entries)
  if (findings === 'elsewhere') {
    pass.unsure.add(path)
    return
  }
  await writeFindings(pass, path, findings)
  for (const child of findings.newFolders) enqueue(pass, child, true)
  for (const child of findings.knownFolders) {
    if (isDeep || isHeld(pass, path, child)) enqueue(pass, child, isDeep)
  }
}

function isHeld({ store }: ScanPass, folder: RelPath, child: LocalFacts): boolean {
  const path = joinPath(folder, diskNameOf(child) as NodeName) // names enter the tree through checkName
  return store.findHeld(path) !== undefined
}

async function listFolder(
  pass: ScanPass,
  path: RelPath,
): Promise<readonly ListedEntry[] | undefined | 'held'> {
  try {
    return await pass.fs.list(path)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (isRootLost(error)) throw error
    const detail = error.message
    const nowMs = pass.clock.nowMs()
    pass.store.transaction((tx) => holdFolder(tx, { path, code: error.code, detail, nowMs }))
    return 'held'
  }
}

async function writeFindings(
  pass: ScanPass,
  path: RelPath,
  findings: FolderFindings,
): Promise<void> {
  await writeRows(pass, findings.newFiles, findings.puts)
  const nowMs = pass.clock.nowMs()
  if (mayChangeHeld(pass.store, path, findings)) {
    pass.store.transaction((tx) => recordHeld(tx, path, findings, nowMs))
  }
}

async function writeReplacements(pass: ScanPass): Promise<void> {
  const replacements = pass.replacements.splice(0)
  if (replacements.length === 0) return
  await proveRoot(pass)
  for (let start = 0; start < replacements.length; start += ROWS_PER_TRANSACTION) {
    pass.store.transaction((tx) => {
      for (const replacement of replacements.slice(start, start + ROWS_PER_TRANSACTION)) {
        const { put, drop } = resolveReplacement(pass, replacement)
        if (drop !== undefined) tx.putLocal({ ...drop, missingSinceMs: pass.clock.nowMs() })
        tx.putLocal(put)
        if (put.kind !== 'folder') continue
        // Agreed on was the former one. This one nobody may have flushed: in a power cut it would vanish
        // and look deleted. It is agreed on anew, flushed before.
        if (put.nodeId === replacement.predecessor.nodeId) tx.removeSynced(put.nodeId)
        enqueue(pass, put, true)
      }
    })
  }
}

function enqueue(pass: ScanPass, { nodeId }: Pick<LocalNode, 'nodeId'>, isDeep: boolean): void {
  pass.queue.push({ nodeId, isDeep })
}
