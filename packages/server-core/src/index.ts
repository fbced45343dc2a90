export * from './accounts/account-view.js'
export * from './accounts/caller.js'
export * from './accounts/create-account.js'
export {
  addDevice,
  type DeviceView,
  listDevices,
  revokeDevice,
} from './accounts/devices.js'
export * from './accounts/limit-hashing.js'
export * from './accounts/pairing.js'
export * from './accounts/setup.js'
export * from './accounts/sign-in.js'
export {
  authenticate,
  hashToken,
  isCallerValid,
  type MintedToken,
  mintToken,
  noteDeviceSeen,
} from './accounts/tokens.js'
export * from './blocks/check-blocks.js'
export * from './blocks/collect-garbage.js'
export * from './blocks/compact-segments.js'
export * from './blocks/content-spans.js'
export * from './blocks/find-missing.js'
export * from './blocks/in-flight-writes.js'
export * from './blocks/ports.js'
export * from './blocks/read-content.js'
export * from './blocks/read-frames.js'
export * from './blocks/rebuild-index.js'
export * from './blocks/record-header.js'
export * from './blocks/segment-header.js'
export * from './blocks/segment-scan.js'
export * from './blocks/storage.js'
export * from './blocks/store-frames.js'
export * from './blocks/stored-list-block-reader.js'
export {
  type CommitPorts,
  type CommitSettings,
  commit,
  DEFAULT_COMMIT_SETTINGS,
} from './commit/commit.js'
export { decide } from './commit/decide.js'
export { type FolderDeletePlan, planFolderDelete } from './commit/plan-folder-delete.js'
export type { Decision, Situation } from './commit/situation.js'
export * from './crash-points.js'
export * from './digest/canonical-json.js'
export * from './history/conflicts.js'
export * from './history/content.js'
export * from './history/holds.js'
export * from './history/lookup.js'
export * from './history/resolve-conflict.js'
export * from './history/revisions.js'
export * from './history/trash.js'
export * from './history/undo-resolution.js'
export * from './jobs/lease.js'
export * from './journal/chain.js'
export * from './journal/list-changes.js'
export * from './journal/list-tree.js'
export * from './journal/positions.js'
export * from './metadata/rows.js'
export * from './metadata/transactions.js'
export * from './ports.js'
export * from './retention/apply-retention.js'
export * from './retention/forget-records.js'
export * from './retention/plan-retention.js'
export * from './retention/trim-journal.js'
export * from './spaces/access.js'
export * from './spaces/spaces.js'
export * from './undo/undo-device.js'
