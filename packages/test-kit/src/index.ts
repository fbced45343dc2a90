export { ManualClock } from './clock/manual-clock.js'
export { SeededRandom } from './clock/seeded-random.js'
export type { ConformanceCase } from './conformance-case.js'
export {
  ABSENT_CRASH_POINTS,
  type AnyCrashPoint,
  CRASH_POINTS,
  crashPointNames,
} from './crash/crash-points.js'
export { SyncDevice, type SyncDeviceOptions } from './engine/sync-device.js'
export type { FolderUser } from './filesystem/conformance-folder.js'
export { diskContents, trashContents } from './filesystem/disk-contents.js'
export { type DiskErrno, DiskError } from './filesystem/disk-error.js'
export type { DiskNameOptions } from './filesystem/disk-names.js'
export {
  type FileSystemUnderTest,
  fileSystemConformance,
} from './filesystem/file-system-conformance.js'
export { MemoryDisk, type MemoryDiskOptions } from './filesystem/memory-disk.js'
export { type FileSystemCall, MemoryFileSystem } from './filesystem/memory-file-system.js'
export { MemoryMetadataStore } from './metadata/memory-metadata-store.js'
export {
  type MakeMetadataStore,
  metadataStoreConformance,
} from './metadata/metadata-store-conformance.js'
export {
  type PlannerHistory,
  replayPlannerScenario,
  runPlannerHistory,
} from './planner/planner-history.js'
export type { PlannerScenario, PlannerStep } from './planner/planner-scenario.js'
export { shrinkScenario as shrinkPlannerScenario } from './planner/shrink-scenario.js'
export { MemoryRemote, type RemoteCall, type RemoteCounts } from './remote/memory-remote.js'
export { MemoryServer, type MemorySpace } from './remote/memory-server.js'
export { nodeHashing } from './remote/node-hashing.js'
export { MemoryBlockCodec } from './segments/memory-block-codec.js'
export { FIRST_RECORD_OFFSET, MemorySegmentStore } from './segments/memory-segment-store.js'
export {
  type MakeSegmentStore,
  segmentStoreConformance,
} from './segments/segment-store-conformance.js'
export {
  type HistoryResult,
  type RunOptions,
  replay,
  runHistory,
  type Scenario,
} from './simulation/run-history.js'
export { MemoryStateStore } from './state/memory-state-store.js'
export { stateStoreConformance } from './state/state-store-conformance.js'
