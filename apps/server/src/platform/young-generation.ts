import { setFlagsFromString } from 'node:v8'

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
