/** `node commit-message.mjs FILE`: whether the commit message in FILE is a Conventional Commit. */
import { readFileSync } from 'node:fs'

const TYPES = 'feat|fix|perf|refactor|test|docs|build|ci|chore|style|revert'
const SUBJECT = new RegExp(`^(${TYPES})(\\([a-z0-9-]+\\))?!?: \\S`)
const GENERATED = /^(Merge|Revert|fixup!|squash!) /
const MAX_SUBJECT_CHARS = 72

const subject = readFileSync(process.argv[2] ?? '', 'utf8').split('\n')[0] ?? ''
if (!GENERATED.test(subject)) {
  if (!SUBJECT.test(subject)) {
    console.error('The subject is "type(scope): what", for example "fix(sync-engine): keep both".')
    console.error(`Types: ${TYPES.replaceAll('|', ', ')}`)
    process.exitCode = 1
  } else if (subject.length > MAX_SUBJECT_CHARS) {
    console.error(`The subject has ${subject.length} characters; ${MAX_SUBJECT_CHARS} are enough.`)
    process.exitCode = 1
  }
}
