/** Settings of syncing: they hold without the app, so they are the daemon's. */

import { nullable, oneOf, strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'

/** The slowest limit: below it the largest request would take longer than a server waits for it. */
export const MIN_BYTES_PER_SECOND = 32 * 1024
const Rate = nullable(
  Type.Integer({ minimum: MIN_BYTES_PER_SECOND, maximum: Number.MAX_SAFE_INTEGER }),
)

/** Bytes of content per second for all folders together; null = as fast as it goes. */
const bandwidth = { upBytesPerSecond: Rate, downBytesPerSecond: Rate }
export const BandwidthSchema = strictObject(bandwidth)
export type Bandwidth = Static<typeof BandwidthSchema>

/** Minutes in a day. */
export const DAY_MINUTES = 24 * 60
const Minute = Type.Integer({ minimum: 0, maximum: DAY_MINUTES - 1 })

/**
 * Hours of local time in which nothing is synced: from a minute of the day to one before which it
 * ends. An end that is not after the start is on the next day; equal ones are a whole day.
 */
export const PauseHoursSchema = strictObject({
  /** Days on which they begin; 0 = Sunday. */
  days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
  }),
  fromMinute: Minute,
  toMinute: Minute,
})
export type PauseHours = Static<typeof PauseHoursSchema>

const pauseRules = {
  /** While the computer runs on its battery. */
  onBattery: Type.Boolean(),
  /** While its connection is paid for by volume. */
  onMetered: Type.Boolean(),
  hours: Type.Array(PauseHoursSchema, { maxItems: 20 }),
}
export const PauseRulesSchema = strictObject(pauseRules)
export type PauseRules = Static<typeof PauseRulesSchema>

/** Days that a folder's own trash can be told to keep. */
export const MAX_TRASH_DAYS = 36_500
const localTrash = {
  /** null = for ever. */
  keepDays: nullable(Type.Integer({ minimum: 1, maximum: MAX_TRASH_DAYS })),
  /** Beyond it the oldest days go first, never the last two; null = no limit. */
  maxBytes: nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
}
/** How long a synced folder's own trash, `.tidemark/trash`, keeps what left the folder. */
export const LocalTrashSchema = strictObject(localTrash)
export type LocalTrashLimits = Static<typeof LocalTrashSchema>

export const SyncSettingsSchema = strictObject({
  bandwidth: BandwidthSchema,
  pauseRules: PauseRulesSchema,
  localTrash: LocalTrashSchema,
})
export type SyncSettings = Static<typeof SyncSettingsSchema>

/** What a new profile has: no limit, no rule, a month of trash. */
export const DEFAULT_SYNC_SETTINGS: SyncSettings = {
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  pauseRules: { onBattery: false, onMetered: false, hours: [] },
  localTrash: { keepDays: 30, maxBytes: null },
}

/** Members that are named change, others stay. */
export const SettingsChangeSchema = strictObject({
  bandwidth: Type.Optional(
    strictObject({
      upBytesPerSecond: Type.Optional(bandwidth.upBytesPerSecond),
      downBytesPerSecond: Type.Optional(bandwidth.downBytesPerSecond),
    }),
  ),
  pauseRules: Type.Optional(
    strictObject({
      onBattery: Type.Optional(pauseRules.onBattery),
      onMetered: Type.Optional(pauseRules.onMetered),
      hours: Type.Optional(pauseRules.hours),
    }),
  ),
  localTrash: Type.Optional(
    strictObject({
      keepDays: Type.Optional(localTrash.keepDays),
      maxBytes: Type.Optional(localTrash.maxBytes),
    }),
  ),
})
export type SettingsChange = Static<typeof SettingsChangeSchema>

/** The rule by which syncing rests. */
export const RulePauseSchema = oneOf('hours', 'battery', 'metered')
export type RulePause = Static<typeof RulePauseSchema>

/** Settings, and what they come to right now. */
export const SettingsStateSchema = Type.Object({
  settings: SyncSettingsSchema,
  /** The rule that pauses folders now, those apart that were told to go on. */
  pausedBy: nullable(RulePauseSchema),
})
export type SettingsState = Static<typeof SettingsStateSchema>

/** How long the daemon believes what it was told of the computer, unless it is told again. */
export const CONDITIONS_HOLD_MS = 5 * 60_000

/** What only the app can find out; null = not known, and then no rule about it pauses. */
export const ConditionsSchema = strictObject({
  onBattery: nullable(Type.Boolean()),
  isMetered: nullable(Type.Boolean()),
})
export type Conditions = Static<typeof ConditionsSchema>
