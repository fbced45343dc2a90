import { join, relative, sep } from 'node:path'
import {
  checkName,
  joinPath,
  MARKER_NAME,
  type NodeName,
  type RelPath,
  ROOT_PATH,
  TEMP_NAME_PREFIX,
} from '@tidemark/protocol'
import type { Hint } from './watcher.js'

/** A burst of more events may have lost some: the kernel's queue holds 16,384, silently. */
const MAX_BURST_EVENTS = 8000
/** A thread that was held up for longer may have missed events that came meanwhile. */
const MAX_LAG_MS = 250
/** Beyond so many folders one scan of everything is as quick. */
const MAX_FOLDERS = 500

/** Gathers the events of one burst into as few hints as tell the same. */
export class HintCollector {
  readonly #rootPath: string
  readonly #folders = new Set<RelPath>()
  #eventCount = 0
  #isEverything = false
  #lagMs = 0

  constructor(rootPath: string) {
    this.#rootPath = rootPath
  }

  /** An item appeared, changed or vanished at an absolute path. */
  addEvent(path: string): void {
    const names = namesBelow(this.#rootPath, path)
    if (names === undefined || names.some(isOwnName)) return
    this.#eventCount++
    if (names.length === 0) this.#isEverything = true
    else this.#folders.add(folderOf(names))
  }

  /** Something may have happened in the folder at an absolute path. */
  addFolder(path: string): void {
    this.addEvent(join(path, '*'))
  }

  /** Something may have happened anywhere. */
  addUnknown(): void {
    this.#isEverything = true
  }

  /** The event loop was held up; it counts if events came in the same burst. */
  addLag(lagMs: number): void {
    this.#lagMs = Math.max(this.#lagMs, lagMs)
  }

  /** The hints since the last call. */
  take(): readonly Hint[] {
    const isLossy =
      this.#eventCount > MAX_BURST_EVENTS ||
      (this.#lagMs > MAX_LAG_MS && this.#eventCount > 0) ||
      this.#folders.size > MAX_FOLDERS
    const hints: Hint[] = this.#isEverything || isLossy ? ['everything'] : [...this.#folders]
    this.#folders.clear()
    this.#eventCount = 0
    this.#isEverything = false
    this.#lagMs = 0
    return hints
  }
}

/** Whether the engine keeps its own things under this name. */
export function isOwnName(name: string): boolean {
  return name === MARKER_NAME || name.startsWith(TEMP_NAME_PREFIX)
}

/** The names from the root down; undefined for a path outside of it (PS191). */
export function namesBelow(rootPath: string, path: string): string[] | undefined {
  const inside = relative(rootPath, path)
  const names = inside === '' ? [] : inside.split(sep)
  return names[0] === '..' ? undefined : names
}

/** The folder that lists the last of `names`, or the last one above it that has a proper path. */
function folderOf(names: readonly string[]): RelPath {
  let folder = ROOT_PATH
  for (const name of names.slice(0, -1)) {
    if (checkName(name) !== undefined) break
    folder = joinPath(folder, name as NodeName) // checked in the line above
  }
  return folder
}
