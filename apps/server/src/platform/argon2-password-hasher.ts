import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '@tidemark/server-core'

/** Parameters of new hashes. */
export interface Argon2Parameters {
  readonly memoryKib: number
  readonly passes: number
}

/** What OWASP's password storage cheat sheet asks for at least (SEC-01). */
const MIN_MEMORY_KIB = 19 * 1024
const MIN_PASSES = 2

const ARGON2ID = 2
const PARAMETERS = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/

/**
 * Argon2id on libuv's threads.
 * @throws RangeError for parameters below the minimum
 */
export function argon2PasswordHasher({ memoryKib, passes }: Argon2Parameters): PasswordHasher {
  if (memoryKib < MIN_MEMORY_KIB || passes < MIN_PASSES) {
    throw new RangeError(`argon2id needs at least ${MIN_MEMORY_KIB} KiB and ${MIN_PASSES} passes`)
  }
  const options = { algorithm: ARGON2ID, memoryCost: memoryKib, timeCost: passes, parallelism: 1 }
  return {
    hash: (password) => hash(password, options),
    verify: (stored, password) => verifyQuietly(stored, password),
    needsRehash: (stored) => {
      const [, memory = '0', time = '0'] = PARAMETERS.exec(stored) ?? []
      return Number(memory) < memoryKib || Number(time) < passes
    },
  }
}

async function verifyQuietly(stored: string, password: string): Promise<boolean> {
  try {
    return await verify(stored, password)
  } catch {
    // A stored hash that cannot be read verifies nothing: the port's answer is false.
    return false
  }
}
