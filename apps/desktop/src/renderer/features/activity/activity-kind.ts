import type { IconName } from '../../design/icons.js'
import type { Tone } from '../../design/tone.js'

const KINDS = {
  uploaded: { icon: 'up', tone: 'info', hasVersions: true },
  downloaded: { icon: 'down', tone: 'info', hasVersions: true },
  renamed: { icon: 'move', tone: 'quiet', hasVersions: true },
  made_folder: { icon: 'folder', tone: 'quiet', hasVersions: false },
  deleted_here: { icon: 'trash', tone: 'quiet', hasVersions: false },
  deleted_there: { icon: 'trash', tone: 'quiet', hasVersions: false },
  released: { icon: 'offline', tone: 'quiet', hasVersions: true },
  conflict: { icon: 'conflicts', tone: 'warn', hasVersions: true },
  deletes_held: { icon: 'warning', tone: 'bad', hasVersions: false },
  merged_anew: { icon: 'refresh', tone: 'info', hasVersions: false },
  held: { icon: 'warning', tone: 'warn', hasVersions: false },
} as const satisfies Readonly<Record<string, Omit<ActivityKind, 'textKey'>>>

type KnownKind = keyof typeof KINDS

/** How an entry of a kind is shown. */
export interface ActivityKind {
  readonly icon: IconName
  readonly tone: Tone
  /** The item is a file here, so its versions can be looked at. */
  readonly hasVersions: boolean
  /** null for kinds that are newer than this app: they are shown by their own word. */
  readonly textKey: KnownKind | null
}

export function kindOf(kind: string): ActivityKind {
  if (!isKnown(kind)) return { icon: 'info', tone: 'quiet', hasVersions: false, textKey: null }
  return { ...KINDS[kind], textKey: kind }
}

function isKnown(kind: string): kind is KnownKind {
  return Object.hasOwn(KINDS, kind)
}
