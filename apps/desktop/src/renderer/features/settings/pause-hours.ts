import type { PauseHours } from '../../../ipc-contract/index.js'

/** `22:30` as minutes of the day; undefined when it is no time. */
export function parseMinute(text: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  if (hours === undefined || minutes === undefined) return undefined
  return Number(hours) * 60 + Number(minutes)
}

/** Minutes of the day as the value of a time field. */
export function formatMinute(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** The hours with one day switched; the last day that is left cannot be switched off. */
export function toggleDay(hours: PauseHours, day: number): PauseHours {
  const isOn = hours.days.includes(day)
  if (isOn && hours.days.length === 1) return hours
  const days = isOn ? hours.days.filter((one) => one !== day) : [...hours.days, day].sort()
  return { ...hours, days }
}

/** Working hours: what most people mean when they do not want syncing in their way. */
export const PROPOSED_HOURS: PauseHours = {
  days: [1, 2, 3, 4, 5],
  fromMinute: 9 * 60,
  toMinute: 17 * 60,
}
