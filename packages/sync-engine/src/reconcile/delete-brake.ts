/** Deletes of one direction that are about to run. */
export interface PlannedDeletes {
  /** Items that would disappear, those inside folders included. */
  readonly deleteCount: number
  /** Items of the synced folder before. */
  readonly totalCount: number
  /** How many the user has agreed to. */
  readonly approvedCount: number
}

const FEW_ITEMS = 50
const SMALL_SHARE = 0.2
const SMALL_FOLDER = 10

/**
 * Whether deletes have to wait for a person (P9, I15): more than 50 items that are more than a fifth
 * of the folder, or everything in a folder of at least 10 items. Both directions use it.
 */
export function isBraked({ deleteCount, totalCount, approvedCount }: PlannedDeletes): boolean {
  if (deleteCount <= approvedCount) return false
  if (totalCount >= SMALL_FOLDER && deleteCount >= totalCount) return true
  return deleteCount > FEW_ITEMS && deleteCount > totalCount * SMALL_SHARE
}
