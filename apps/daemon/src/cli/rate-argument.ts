import { MIN_BYTES_PER_SECOND } from '@tidemark/control'
import { InvalidArgumentError } from 'commander'
import { parseBytes } from './bytes-argument.js'

/**
 * Reads bytes per second from the arguments: `500k`, `2M`, `1.5MB/s`, `off`. Not null for `off`, which
 * commander takes for an option without a value.
 * @throws InvalidArgumentError
 */
export function rateArgument(text: string): number | 'off' {
  if (text === 'off') return text
  const rate = parseBytes(text.replace(/\/s$/i, ''))
  if (rate === undefined) {
    throw new InvalidArgumentError('Bytes per second such as 500k or 2M, or off, are needed.')
  }
  if (rate >= MIN_BYTES_PER_SECOND && Number.isSafeInteger(rate)) return rate
  throw new InvalidArgumentError('The slowest limit is 33k (bytes per second).')
}
