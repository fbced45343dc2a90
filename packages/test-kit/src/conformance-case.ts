/**
 * One promise of a port, checked against one implementation. A suite is data, so that any test
 * runner can give each case its own result: `it.each(suite)('$title', ({ run }) => run())`.
 */
export interface ConformanceCase {
  readonly title: string
  /** Rejects when the promise is not kept. */
  run(): Promise<void>
}
