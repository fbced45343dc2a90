import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }
const BYTES = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i

/** `500k`, `2M`, `1.5GB` as bytes; undefined when it is no such text. */
export function parseBytes(text: string): number | undefined {
  const [, number, unit = ''] = BYTES.exec(text) ?? []
  const factor = UNITS[unit.toLowerCase()]
  return number === undefined || factor === undefined
    ? undefined
    : Math.round(Number(number) * factor)
}

/**
 * Reads a size from the arguments, or `off`: not null, which commander takes for an option without a
 * value.
 * @throws InvalidArgumentError
 */
export function sizeArgument(text: string): number | 'off' {
  if (text === 'off') return text
  const bytes = parseBytes(text)
  if (bytes !== undefined && Number.isSafeInteger(bytes)) return bytes
  throw new InvalidArgumentError('Bytes such as 500M or 20G, or off, are needed.')
}
