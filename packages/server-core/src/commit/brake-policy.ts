/** The server's deletion brake (P9, I15): it holds when both limits are passed. */
export interface BrakeSettings {
  /** Files that a device may delete within the window whatever their share. */
  readonly brakeFiles: number
  /** Share of the space's files, 0 to 1, that it may delete within the window whatever their number. */
  readonly brakeShare: number
  readonly brakeWindowMs: number
}

/** Counts of files around a deletion. */
export interface DeletionCounts {
  /** Deleted by the same caller within the window. */
  readonly recent: number
  /** Asked for now. */
  readonly asked: number
  /** Live in the space now. */
  readonly live: number
}

/** Whether a deletion must wait for a person. The share counts against what was there before. */
export function exceedsBrake(
  { recent, asked, live }: DeletionCounts,
  { brakeFiles, brakeShare }: BrakeSettings,
): boolean {
  const total = recent + asked
  return asked > 0 && total > brakeFiles && total > brakeShare * (live + recent)
}
