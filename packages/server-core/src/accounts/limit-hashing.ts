import type { PasswordHasher } from '../ports.js'

/** Lets at most `limit` password hashes run at once; the others wait in order (SEC-01). */
export function limitHashing(passwords: PasswordHasher, limit = 4): PasswordHasher {
  const waiting: (() => void)[] = []
  let running = 0
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The place goes straight to the next one, so that no newcomer overtakes it.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
  return {
    hash: (password) => run(() => passwords.hash(password)),
    verify: (hash, password) => run(() => passwords.verify(hash, password)),
    needsRehash: (hash) => passwords.needsRehash(hash),
  }
}
