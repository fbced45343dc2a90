import { readFileSync } from 'node:fs'

/** Reads a file of vectors/. The caller states its form; the tests using it would fail on another. */
export function readVectors<T>(name: string): T {
  const text = readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')
  return JSON.parse(text) as T // vectors are part of this package
}
