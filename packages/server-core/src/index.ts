export * from './accounts/account-view.js'
export * from './accounts/caller.js'
export * from './accounts/create-account.js'
export * from './accounts/devices.js'
export * from './accounts/limit-hashing.js'
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
export {
  type CommitPorts,
  type CommitSettings,
  commit,
  DEFAULT_COMMIT_SETTINGS,
} from './commit/commit.js'
export * from './history/conflicts.js'
export * from './history/content.js'
export * from './history/holds.js'
export * from './history/lookup.js'
export * from './history/revisions.js'
export * from './history/trash.js'
export * from './journal/list-changes.js'
export * from './journal/list-tree.js'
export * from './journal/positions.js'
export * from './metadata/rows.js'
export * from './metadata/transactions.js'
export * from './ports.js'
export * from './spaces/access.js'
export * from './spaces/spaces.js'
