import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Ends a running process at a crash point: a process that was started for it reads the file whenever
 * it comes by a point. Counting begins when the trigger is set.
 */
export class CrashTrigger {
  readonly #file: string
  /** Off by default: looking for the file costs a little at every point. */
  isEnabled = false

  constructor(file: string) {
    this.#file = file
  }

  /** What the process has to be started with. */
  get environment(): Record<string, string> {
    if (!this.isEnabled) return {}
    return { TIDEMARK_TEST_HOOKS: '1', TIDEMARK_CRASH_FILE: this.#file }
  }

  /** Kills the process the `count`-th time that it comes by the point. */
  set(point: string, count = 1): void {
    // In one step: the process must never read a part.
    writeFileSync(`${this.#file}.new`, `${point}:${count}\n`)
    renameSync(`${this.#file}.new`, this.#file)
  }

  clear(): void {
    rmSync(this.#file, { force: true })
  }
}
