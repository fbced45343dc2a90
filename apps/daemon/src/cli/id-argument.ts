import { isId, parseId, type RandomId } from '@tidemark/protocol'
import { InvalidArgumentError } from 'commander'

/** Reads an id from the arguments. @throws InvalidArgumentError, which commander words. */
export function idArgument<T extends RandomId>(text: string): T {
  if (!isId(text)) throw new InvalidArgumentError('An id has 32 characters from 0-9 and a-f.')
  return parseId<T>(text)
}
