import { createHmac } from 'node:crypto'

/** Members whose text is ours and tells nothing of a person. */
const PLAIN_MEMBERS: ReadonlySet<string> = new Set([
  ...['level', 'time', 'msg', 'version', 'state', 'code', 'mode', 'outcome', 'pausedBy', 'method'],
  ...['platform', 'arch', 'node', 'theme', 'kind'],
])
/** What such a text may look like: no sentence of a server, no name of a file. */
const PLAIN_TEXT = /^[\w .,:;'()+\-–—]{0,120}$/
/** `    at Class.method (file:///somewhere/bundle/main.js:12:34)`: name, file and position. */
const FRAME = /^\s+at (?:async )?(?:([\w.$<>#]+) \()?.*?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/

/**
 * Makes copies of values without anything that names a person, a server or a file: texts that are not
 * known to be ours become pseudonyms, equal ones for equal texts within one archive.
 */
export class Scrubber {
  readonly #key: Uint8Array

  /** @param key of this archive alone, thrown away afterwards: nobody can guess and compare. */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  value(value: unknown, member = ''): unknown {
    if (typeof value === 'string') return this.#text(value, member)
    if (Array.isArray(value)) return value.map((one) => this.value(one, member))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, one]) => {
      return [isMemberName(name) ? name : this.pseudonym(name), this.value(one, name)] as const
    })
    return Object.fromEntries(entries)
  }

  /** One line of a log; undefined for one that is none of ours. */
  logLine(line: string): string | undefined {
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null
        ? JSON.stringify(this.value(value))
        : undefined
    } catch {
      // Half a line, where a log was cut.
      return undefined
    }
  }

  pseudonym(text: string): string {
    return `~${createHmac('sha256', this.#key).update(text).digest('hex').slice(0, 10)}`
  }

  #text(text: string, member: string): string {
    if (member === 'stack') return framesOf(text)
    return PLAIN_MEMBERS.has(member) && PLAIN_TEXT.test(text) ? text : this.pseudonym(text)
  }
}

/** Names of members that are part of our forms, not made from data. */
function isMemberName(name: string): boolean {
  return /^[a-z][A-Za-z]{0,30}$/.test(name)
}

/** Where it was in the program; the message, which may quote a name, stands before the first frame. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .flatMap((line) => {
      const [, name = 'anonymous', place] = FRAME.exec(line) ?? []
      return place === undefined ? [] : [`at ${name} (${place})`]
    })
    .join('\n')
}
