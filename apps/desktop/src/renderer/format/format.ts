/** Numbers, sizes and times as people of a language write them. */
export interface Format {
  readonly count: (count: number) => string
  readonly percent: (share: number) => string
  /** In powers of 1,000, as disks are sold and as the command line says it. */
  readonly bytes: (sizeBytes: number) => string
  readonly rate: (bytesPerSecond: number) => string
  /** `3 minutes`: how long something takes, in its largest sensible unit. */
  readonly duration: (durationMs: number) => string
  /** `3 minutes ago`; a time to come counts as now. */
  readonly ago: (atMs: number, nowMs: number) => string
  readonly time: (atMs: number) => string
  readonly dateTime: (atMs: number) => string
  readonly day: (atMs: number) => string
  /** Short name of a day of the week; 0 = Sunday. */
  readonly weekday: (day: number) => string
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

const DURATIONS = [
  { unit: 'second', ms: 1000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'day', ms: 86_400_000 },
] as const

const DAY_MS = 86_400_000
/** 4 January 1970, in days since 1970. */
const A_SUNDAY = 3

/** Formatters of one locale; `timeZone` is the system's unless given. */
export function createFormat(locale: string, timeZone?: string): Format {
  const inUnit = unitFormats(locale)
  const amount = (value: number, per: '' | '-per-second') => {
    const { scaled, unit } = scaleBytes(value)
    // "5 byte" is what the short form says.
    const display = unit === 'byte' && per === '' ? 'long' : 'short'
    return inUnit(`${unit}${per}`, fractionDigits(scaled, unit), display).format(scaled)
  }
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone })
  const time = dates({ timeStyle: 'short' })
  const dateTime = dates({ dateStyle: 'medium', timeStyle: 'short' })
  const day = dates({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return {
    count: (count) => number.format(count),
    percent: (share) => percent.format(share),
    bytes: (sizeBytes) => amount(sizeBytes, ''),
    rate: (bytesPerSecond) => amount(bytesPerSecond, '-per-second'),
    duration: (durationMs) => {
      const { count, unit } = scaleDuration(durationMs)
      return inUnit(unit, 0, 'long').format(count)
    },
    ago: (atMs, nowMs) => {
      const passedMs = Math.max(0, nowMs - atMs)
      if (passedMs < 45_000) return relative.format(0, 'second')
      const { count, unit } = scaleDuration(passedMs)
      return relative.format(-count, unit)
    },
    time: (atMs) => time.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
    day: (atMs) => day.format(atMs),
    weekday: (number) => weekday.format((A_SUNDAY + number) * DAY_MS),
  }
}

/** Formatters of amounts in a unit, each made once. */
function unitFormats(locale: string) {
  const known = new Map<string, Intl.NumberFormat>()
  return (unit: string, digits: number, unitDisplay: 'short' | 'long') => {
    const key = `${unit} ${digits} ${unitDisplay}`
    const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits } as const
    const format = known.get(key) ?? new Intl.NumberFormat(locale, options)
    known.set(key, format)
    return format
  }
}

function scaleBytes(sizeBytes: number) {
  let scaled = sizeBytes
  let power = 0
  while (scaled >= 999.5 && power < BYTE_UNITS.length - 1) {
    scaled /= 1000
    power++
  }
  return { scaled, unit: BYTE_UNITS[power] ?? 'byte' }
}

function fractionDigits(scaled: number, unit: (typeof BYTE_UNITS)[number]): number {
  return unit === 'byte' || scaled >= 9.95 ? 0 : 1
}

function scaleDuration(durationMs: number) {
  let chosen: (typeof DURATIONS)[number] = DURATIONS[0]
  for (const candidate of DURATIONS) {
    // 90 s is said as "2 minutes", 89 s as "89 seconds".
    if (durationMs >= candidate.ms * 1.5) chosen = candidate
  }
  return { count: Math.max(1, Math.round(durationMs / chosen.ms)), unit: chosen.unit }
}
