import { InvalidArgumentError } from 'commander'

/** Reads a number from 1 to `max` from the arguments. @throws InvalidArgumentError */
export function countArgument(max: number): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (/^\d+$/.test(text) && count >= 1 && count <= max) return count
    throw new InvalidArgumentError(`A number from 1 to ${max} is needed.`)
  }
}
