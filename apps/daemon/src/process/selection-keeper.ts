import type { MethodParams, SelectionEffect } from '@tidemark/control'
import type { LinkedFolders } from './linked-folders.js'

/** What is kept online only, changed one after the other: each change begins with the one before. */
export class SelectionKeeper {
  readonly #folders: Pick<LinkedFolders, 'locate' | 'keepDeselected'>
  #last: Promise<unknown> = Promise.resolve()

  constructor(folders: Pick<LinkedFolders, 'locate' | 'keepDeselected'>) {
    this.#folders = folders
  }

  /**
   * Resolves when the choice is kept, before anything has left the disk or come to it.
   * @throws AppError `not_linked`, or as `changeSelection`.
   */
  change(params: MethodParams<'select'>): Promise<SelectionEffect> {
    // What became of the one before was told to whoever asked for it.
    const next = this.#last.catch(() => undefined).then(() => this.#change(params))
    this.#last = next
    return next
  }

  async #change({
    folder,
    isPreview,
    ...choice
  }: MethodParams<'select'>): Promise<SelectionEffect> {
    const { runner } = this.#folders.locate(folder)
    const { deselected, effect } = await runner.call('planSelection', choice)
    if (isPreview !== true) await this.#folders.keepDeselected(runner, deselected)
    return effect
  }
}
