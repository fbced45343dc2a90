import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Keeps young generations at the size they have. Left alone, V8 lets that of the main thread grow to
 * 128 MiB. Only V8's start option sets the size itself, and an executable has no say in how Node
 * starts.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Gives back what this thread has on its heap and does not need any more: after loading the program,
 * after much work. V8 keeps it until its next full collection, which a resting thread never comes to.
 * Takes some 50 ms.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  // V8 shows its collector only to contexts that are made after the flag is set.
  const collect: (options: { type: string; flavor: string }) => void = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}
