import type { Clock } from '@tidemark/server-core'
import { type AttemptLimit, AttemptLimiter } from './attempt-limiter.js'

const MINUTE_MS = 60_000
/** Failures per minute; ten wrong passwords a minute are a person, more are a program (SEC-08). */
const PASSWORD_LIMITS: GuessLimits = {
  perLogin: { attempts: 10, windowMs: MINUTE_MS },
  perAddress: { attempts: 30, windowMs: MINUTE_MS },
}
/** A code names no account, so its first limit is for all guesses together. */
export const PAIRING_LIMITS: GuessLimits = {
  perLogin: { attempts: 60, windowMs: MINUTE_MS },
  perAddress: { attempts: 10, windowMs: MINUTE_MS },
}

/** Failures that are let through before guessing has to wait. */
interface GuessLimits {
  readonly perLogin: AttemptLimit
  readonly perAddress: AttemptLimit
}

/** Slows down guessing of passwords and codes, per account and per address. */
export class SignInGuard {
  readonly #byLogin: AttemptLimiter
  readonly #byAddress: AttemptLimiter

  constructor(clock: Clock, limits: GuessLimits = PASSWORD_LIMITS) {
    this.#byLogin = new AttemptLimiter(clock, limits.perLogin)
    this.#byAddress = new AttemptLimiter(clock, limits.perAddress)
  }

  /**
   * Runs `signIn`; only failures count against the limits.
   * @throws AppError `rate_limited`, and what `signIn` throws
   */
  async guard<T>(login: string, address: string, signIn: () => Promise<T>): Promise<T> {
    const loginKey = login.toLowerCase()
    this.#byAddress.attempt(address)
    this.#byLogin.attempt(loginKey)
    const result = await signIn()
    this.#byLogin.forgive(loginKey)
    this.#byAddress.forgive(address)
    return result
  }
}
