import type { ControlError } from '@tidemark/control'
import type { TSchema } from 'typebox'

/** One thing that the window may ask: main registers a handler per row, preload a function. */
export interface IpcCall {
  readonly channel: string
  /** Checked by main before the handler runs. */
  readonly params: TSchema
  readonly result: TSchema
}

/** Every answer has this form, because Electron keeps the text of a thrown error and no code. */
export type IpcAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ControlError }
