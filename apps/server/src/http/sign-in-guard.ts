import type { Clock } from '@tidemark/server-core'
import { AttemptLimiter } from './attempt-limiter.js'

const MINUTE_MS = 60_000
/** Failures per minute; ten wrong passwords a minute are a person, more are a program (SEC-08). */
const PER_LOGIN = { attempts: 10, windowMs: MINUTE_MS }
const PER_ADDRESS = { attempts: 30, windowMs: MINUTE_MS }

/** Slows down guessing of passwords and setup codes, per account and per address. */
export class SignInGuard {
  readonly #byLogin: AttemptLimiter
  readonly #byAddress: AttemptLimiter

  constructor(clock: Clock) {
    this.#byLogin = new AttemptLimiter(clock, PER_LOGIN)
    this.#byAddress = new AttemptLimiter(clock, PER_ADDRESS)
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
