export { isSameEntry, isSameRoot } from './discover/identity.js'
export {
  defaultIgnoreRules,
  describeIgnoreRule,
  IGNORE_FILE_NAME,
  type IgnoreRule,
  type IgnoreRules,
  ignoreRulesFrom,
} from './discover/ignore-rules.js'
export { IGNORE_FILE_PATH, readIgnoreText } from './discover/ignore-text.js'
export {
  type ContentOutcome,
  type ContentReading,
  type ContentRequest,
  readContent,
} from './discover/read-content.js'
export { findRootProblem, type RootProblem } from './discover/root-proof.js'
export { type ScanOptions, type ScanReport, type ScanScope, scan } from './discover/scan.js'
export type { ScanCounts } from './discover/scan-pass.js'
export { Engine } from './engine/engine.js'
export { type Explanation, findByPath } from './engine/explain.js'
export {
  defaultSettings,
  type EngineDeps,
  type EngineSettings,
  type Selection,
} from './engine/settings.js'
export type { EngineState, EngineStatus } from './engine/status.js'
export { errorCodeOfErrno } from './errno.js'
export * from './ports.js'
export type { AttachPreview, FileTotals } from './preview/attach-preview.js'
export { type PreviewDeps, previewAttach } from './preview/preview-attach.js'
export { applyAnswer } from './propagate/apply-answer.js'
export {
  CLIENT_CRASH_POINTS,
  type CrashPoint,
  type CrashPointName,
  type CrashPointRow,
  neverCrash,
} from './propagate/crash-point.js'
export type { HeldDeletes } from './propagate/delete-runner.js'
export type { EngineEvent, EngineListener } from './propagate/events.js'
export type { RemoteStep } from './propagate/operations.js'
export type { CurrentTransfer, TransferTotals } from './propagate/transfer-progress.js'
export { applyBookkeeping, recordContent } from './propagate/tree-writes.js'
export type { ReconcileContext } from './reconcile/context.js'
export { ancestorsOf } from './reconcile/entries.js'
export { foldersFirst } from './reconcile/folders-first.js'
export { passingName } from './reconcile/passing-name.js'
export * from './reconcile/plan.js'
export { reconcile } from './reconcile/reconcile.js'
export {
  changeSelection,
  isDeselectedIn,
  type SelectableTree,
} from './selection/change-selection.js'
export {
  type ItemTotals,
  type SelectionEffect,
  selectionEffect,
} from './selection/selection-effect.js'
export * from './state-store.js'
export * from './trees.js'
