import { MIN_BYTES_PER_SECOND } from '@tidemark/control'
import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }
const RATE = /^(\d+(?:\.\d+)?)([kmg]?)(?:b?(?:\/s)?)$/i

/**
 * Reads bytes per second from the arguments: `500k`, `2M`, `1.5MB/s`, `off`. Not null for `off`, which
 * commander takes for an option without a value.
 * @throws InvalidArgumentError
 */
export function rateArgument(text: string): number | 'off' {
  if (text === 'off') return text
  const [, number, unit = ''] = RATE.exec(text) ?? []
  const factor = UNITS[unit.toLowerCase()]
  if (number === undefined || factor === undefined) {
    throw new InvalidArgumentError('Bytes per second such as 500k or 2M, or off, are needed.')
  }
  const rate = Math.round(Number(number) * factor)
  if (rate >= MIN_BYTES_PER_SECOND && Number.isSafeInteger(rate)) return rate
  throw new InvalidArgumentError('The slowest limit is 33k (bytes per second).')
}
