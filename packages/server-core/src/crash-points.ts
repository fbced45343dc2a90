/** A place at which tests end the server, as one row of the table of crash points. */
export interface ServerCrashPointRow {
  /** The file that announces it, from the root of the repository. */
  readonly where: string
  /** What has happened by then and what has not. */
  readonly meaning: string
}

const APPENDER = 'apps/server/src/storage/disk/segment-appender.ts'
const METADATA = 'apps/server/src/platform/crashing-metadata-store.ts'
const WAKEUPS = 'apps/server/src/platform/in-process-wakeups.ts'
const BLOCKS = 'packages/server-core/src/blocks'

/** Every crash point of a server. Adapters announce those that lie in them. */
export const SERVER_CRASH_POINTS = {
  S01: {
    where: 'apps/server/src/routes/blocks/upload-blocks.ts',
    meaning: 'a part of an uploaded pack has arrived',
  },
  S02: { where: APPENDER, meaning: 'records are appended to the segment, not flushed' },
  S03: { where: APPENDER, meaning: 'records are flushed; nobody was told' },
  S04: { where: APPENDER, meaning: 'a new segment is flushed; its name is not' },
  S05: { where: `${BLOCKS}/persist-blocks.ts`, meaning: 'records are durable, without index rows' },
  S06: { where: METADATA, meaning: "at the start of a commit's transaction" },
  S07: { where: METADATA, meaning: "at the end of a commit's transaction, before COMMIT" },
  S08: {
    where: 'apps/server/src/routes/journal/commit.ts',
    meaning: 'committed; the answer is not sent',
  },
  S09: { where: WAKEUPS, meaning: 'committed; nobody was woken' },
  S10: { where: WAKEUPS, meaning: 'half of those who wait were woken' },
  G01: { where: `${BLOCKS}/collect-garbage.ts`, meaning: 'cleanup has marked what is in use' },
  G02: { where: `${BLOCKS}/collect-garbage.ts`, meaning: 'cleanup is about to remove index rows' },
  G03: { where: `${BLOCKS}/collect-garbage.ts`, meaning: 'a page of index rows is removed' },
  G04: {
    where: `${BLOCKS}/compact-segments.ts`,
    meaning: 'no index row points into a segment any more; its file is there',
  },
  U01: {
    where: 'apps/server/src/storage/sqlite/migrations/migrations.ts',
    meaning: 'within the transaction of a schema migration',
  },
} as const satisfies Readonly<Record<string, ServerCrashPointRow>>

/** Every point that a server announces. */
export type ServerCrashPoint = keyof typeof SERVER_CRASH_POINTS

/** Called at named points of the order of writes; tests end the process there. */
export type CrashPoint = (name: ServerCrashPoint) => void

/** For whoever wants no crash points. */
export const noCrash: CrashPoint = () => undefined
