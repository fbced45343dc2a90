import { lstatOrAbsent } from './file-stat.js'
import type { FolderHandle } from './folder-handle.js'

/** Open folders, each held once however often it is added. Closes them all in the end. */
export class FolderSet implements Disposable {
  readonly #folders = new Map<string, FolderHandle>()

  /** Takes over `folder`; the handle to use from now on. */
  add(folder: FolderHandle): FolderHandle {
    const stats = lstatOrAbsent(`${folder.path}/.`)
    const key = `${stats?.dev}/${stats?.ino}`
    const known = this.#folders.get(key)
    if (known === undefined) this.#folders.set(key, folder)
    else if (known !== folder) folder[Symbol.dispose]()
    return known ?? folder
  }

  values(): FolderHandle[] {
    return [...this.#folders.values()]
  }

  [Symbol.dispose](): void {
    for (const folder of this.#folders.values()) folder[Symbol.dispose]()
    this.#folders.clear()
  }
}
