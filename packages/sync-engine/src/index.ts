export { isSameRoot } from './discover/identity.js'
export { defaultIgnoreRules, type IgnoreRules } from './discover/ignore-rules.js'
export {
  type ContentOutcome,
  type ContentReading,
  type ContentRequest,
  readContent,
} from './discover/read-content.js'
export { findRootProblem, type RootProblem } from './discover/root-proof.js'
export { type ScanOptions, type ScanReport, type ScanScope, scan } from './discover/scan.js'
export type { ScanCounts } from './discover/scan-pass.js'
export * from './ports.js'
export * from './state-store.js'
export * from './trees.js'
