import {
  type Conditions,
  DAY_MINUTES,
  type PauseHours,
  type PauseRules,
  type RulePause,
} from '@tidemark/control'

/** A moment as clocks on the wall show it. */
export interface LocalMoment {
  /** 0 = Sunday. */
  readonly day: number
  /** Of the day. */
  readonly minute: number
}

/** The rule that pauses syncing now. What is not known pauses nothing. */
export function decidePause(
  rules: PauseRules,
  { onBattery, isMetered }: Conditions,
  now: LocalMoment,
): RulePause | undefined {
  if (rules.hours.some((hours) => isWithin(hours, now))) return 'hours'
  if (rules.onBattery && onBattery === true) return 'battery'
  if (rules.onMetered && isMetered === true) return 'metered'
  return undefined
}

function isWithin({ days, fromMinute, toMinute }: PauseHours, { day, minute }: LocalMoment) {
  const endMinute = toMinute > fromMinute ? toMinute : toMinute + DAY_MINUTES
  const sinceToday = minute
  const sinceYesterday = minute + DAY_MINUTES
  const covers = (at: number) => fromMinute <= at && at < endMinute
  const yesterday = (day + 6) % 7
  return (
    (days.includes(day) && covers(sinceToday)) ||
    (days.includes(yesterday) && covers(sinceYesterday))
  )
}

/** The moment in this computer's time zone. */
export function localMoment(nowMs: number): LocalMoment {
  const at = new Date(nowMs)
  return { day: at.getDay(), minute: at.getHours() * 60 + at.getMinutes() }
}
