/** A place at which tests end the process, as one row of the table of crash points. */
export interface CrashPointRow {
  /** The file that announces it, from the root of the repository. */
  readonly where: string
  /** What has happened by then and what has not. */
  readonly meaning: string
}

const ENGINE = 'packages/sync-engine/src'
const PLACING = 'apps/daemon/src/adapters/fs/place-files.ts'

/**
 * Every crash point of a device. The engine announces all but D06 to D09, which lie within
 * `FileSystem.place` and are announced by whatever implements it.
 */
export const CLIENT_CRASH_POINTS = {
  C01: { where: `${ENGINE}/propagate/read-files.ts`, meaning: 'a file is due to be read' },
  C02: { where: `${ENGINE}/discover/read-content.ts`, meaning: 'a file is read in part' },
  C03: {
    where: `${ENGINE}/propagate/block-uploader.ts`,
    meaning: 'cut into blocks; the server was not asked which ones it lacks',
  },
  C04: {
    where: `${ENGINE}/propagate/block-uploader.ts`,
    meaning: 'the server said which blocks it lacks; none was sent',
  },
  C05: { where: `${ENGINE}/propagate/block-uploader.ts`, meaning: 'k of n packs have arrived' },
  C06: {
    where: `${ENGINE}/propagate/committer.ts`,
    meaning: 'all blocks are there; the commit was not sent',
  },
  C07: {
    where: `${ENGINE}/propagate/committer.ts`,
    meaning: 'the server has committed; nobody looked at its answer',
  },
  C08: {
    where: `${ENGINE}/propagate/committer.ts`,
    meaning: 'the answer was looked at; nothing is written down',
  },
  C09: {
    where: `${ENGINE}/propagate/upload-files.ts`,
    meaning: 'within the transaction that writes the answer down',
  },
  C10: {
    where: `${ENGINE}/propagate/committer.ts`,
    meaning: 'the answer is written down; the node is still dirty',
  },
  D01: {
    where: `${ENGINE}/engine/journal-reader.ts`,
    meaning: 'a page of the journal has arrived; nothing is written down',
  },
  D02: {
    where: `${ENGINE}/engine/journal-reader.ts`,
    meaning: 'the remote tree is written down; there is no plan',
  },
  D03: {
    where: `${ENGINE}/propagate/download-files.ts`,
    meaning: 'the temporary files are there, without content',
  },
  D04: {
    where: `${ENGINE}/propagate/file-fetcher.ts`,
    meaning: 'k of n blocks are in the temporary files',
  },
  D05: {
    where: `${ENGINE}/propagate/download-files.ts`,
    meaning: 'the temporary files are complete, not flushed',
  },
  D06: {
    where: PLACING,
    meaning: 'the temporary files are flushed; no target was looked at again',
  },
  D07: { where: PLACING, meaning: 'the target is as expected; nothing was renamed' },
  D08: { where: PLACING, meaning: 'renamed into place; the folder is not flushed' },
  D09: { where: PLACING, meaning: 'complete, still without its time and mode' },
  D10: {
    where: `${ENGINE}/propagate/download-files.ts`,
    meaning: 'in place and durable; not written down',
  },
  D11: {
    where: `${ENGINE}/propagate/download-files.ts`,
    meaning: 'within the transaction that writes the download down',
  },
  D12: {
    where: `${ENGINE}/propagate/download-files.ts`,
    meaning: 'written down; the node is still dirty',
  },
  X01: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'the server made our version a copy; it has its old name on disk',
  },
  X02: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'the copy has its name on disk; not written down, the winner is not here',
  },
  X03: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'the copy and its name are written down; the winner is not here',
  },
  X04: {
    where: `${ENGINE}/propagate/upload-files.ts`,
    meaning: 'a version that will lose has its blocks on the server, no commit names them',
  },
  M01: { where: `${ENGINE}/propagate/local-changes.ts`, meaning: 'about to move to the trash' },
  M02: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'in the trash; not written down',
  },
  M03: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'renamed on disk; not written down',
  },
  M04: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'one item of a deleted tree is gone and written down, the rest is there',
  },
  M05: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'swap: an item has stepped aside to its passing name',
  },
  M06: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'swap: one item is at its place, the other has its passing name',
  },
  T01: {
    where: `${ENGINE}/propagate/local-changes.ts`,
    meaning: 'what held a name is in the trash; the item of another kind is not there yet',
  },
} as const satisfies Readonly<Record<string, CrashPointRow>>

/** Every point that a device announces. */
export type CrashPointName = keyof typeof CLIENT_CRASH_POINTS

/** Called at the points where a kill is tested. In production it does nothing. */
export type CrashPoint = (name: CrashPointName) => void

/** For whoever wants no crash points. */
export const neverCrash: CrashPoint = () => undefined
