import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CASES = join(import.meta.dirname, 'cases')

/**
 * The deliberately broken variants: each replaces one text in one file, in memory alone, and says
 * what that breaks and which histories have to notice.
 */
export function readMutants() {
  return readdirSync(CASES)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readMutant(file.replace(/\.json$/, '')))
}

/** The variant of that name. */
export function readMutant(name) {
  const mutant = JSON.parse(readFileSync(join(CASES, `${name}.json`), 'utf8'))
  return { name, ...mutant }
}

/** The text with the variant's change. Throws when what it replaces is not there exactly once. */
export function breakText({ name, file, find, replace }, text) {
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`mutant ${name}: its text occurs ${count} times in ${file}`)
  return text.replace(find, () => replace)
}
