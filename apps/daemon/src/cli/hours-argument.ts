import { DAY_MINUTES, type PauseHours } from '@tidemark/control'
import { InvalidArgumentError } from 'commander'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const HOURS = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/
const WEEK = DAYS.length

/** Reads `mon-fri 09:00-17:00`, `sat,sun 22:00-06:00`, `daily 12:00-13:00`. @throws InvalidArgumentError */
export function parseHours(text: string): PauseHours {
  const [days = '', hours = '', ...rest] = text.trim().toLowerCase().split(/\s+/)
  const [, ...numbers] = HOURS.exec(hours) ?? []
  const [fromHour = 99, fromMinute = 99, toHour = 99, toMinute = 99] = numbers.map(Number)
  const isTime = fromHour < 24 && fromMinute < 60 && toHour <= 24 && toMinute < 60
  const endMinute = toHour * 60 + toMinute
  if (rest.length > 0 || !isTime || endMinute > DAY_MINUTES) throw wrongHours()
  return {
    days: parseDays(days),
    fromMinute: fromHour * 60 + fromMinute,
    toMinute: endMinute % DAY_MINUTES,
  }
}

/** The same in words. */
export function formatHours({ days, fromMinute, toMinute }: PauseHours): string {
  return `${formatDays(days)} ${formatMinute(fromMinute)}-${formatMinute(toMinute)}`
}

/** Collects what an option that may be repeated gives; `off` = no hours at all. */
export function hoursArgument(text: string, former: readonly PauseHours[] = []): PauseHours[] {
  return text === 'off' ? [] : [...former, parseHours(text)]
}

function parseDays(text: string): number[] {
  if (text === 'daily') return DAYS.map((_, day) => day)
  const days = text.split(',').flatMap((part) => {
    const [first = -1, last = first] = part.split('-').map(dayOf)
    const count = ((last - first + WEEK) % WEEK) + 1
    return Array.from({ length: count }, (_, index) => (first + index) % WEEK)
  })
  return [...new Set(days)]
}

function dayOf(name: string): number {
  const names: readonly string[] = DAYS
  const day = names.indexOf(name)
  if (day < 0) throw wrongHours()
  return day
}

function formatDays(days: readonly number[]): string {
  if (days.length === WEEK) return 'daily'
  return [...days]
    .sort((a, b) => ((a + 6) % WEEK) - ((b + 6) % WEEK))
    .map((day) => DAYS[day] ?? '')
    .join(',')
}

function formatMinute(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function wrongHours(): InvalidArgumentError {
  return new InvalidArgumentError(
    'Days and hours such as "mon-fri 09:00-17:00" are needed, or off.',
  )
}
