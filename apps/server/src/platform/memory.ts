import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Keeps the main thread's young generation at the size it has, about 2 MiB. Left alone, V8 lets it
 * grow to 128 MiB while blocks pass through. Blocks live outside the heap and go when the small
 * objects that hold them are collected, which a small young generation does often: a collection
 * costs about a millisecond here. Only V8's start option sets the size itself, and an executable has
 * no say in how Node starts.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Gives back what loading the program left on the heap, about 30 MiB that V8 keeps until its first
 * full collection. Takes some 50 ms, so it is for the end of a start.
 */
export function giveBackStartMemory(): void {
  setFlagsFromString('--expose-gc')
  // V8 shows its collector only to contexts that are made after the flag is set.
  const collect: (options: { type: string; flavor: string }) => void = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}

/**
 * Frees the memory of `bytes` now, not when the collector comes by. The caller must be the last one
 * to use it. Bytes that share their memory with others stay as they are.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0)
}
