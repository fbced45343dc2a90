import { type Static, Type } from 'typebox'

/** A version of a file as the window can show it. */
export const VersionContentSchema = Type.Union([
  Type.Object({ kind: Type.Literal('text'), text: Type.String() }),
  /** A `data:` URL, the only kind of picture besides its own that the page's policy takes. */
  Type.Object({ kind: Type.Literal('image'), dataUrl: Type.String() }),
  Type.Object({ kind: Type.Literal('too_large') }),
  /** Neither a text nor a picture of a kind that is shown. */
  Type.Object({ kind: Type.Literal('other') }),
])
export type VersionContent = Static<typeof VersionContentSchema>
