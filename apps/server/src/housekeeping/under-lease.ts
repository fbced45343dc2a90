import { acquireLease, type Clock, type MetadataStore, type Rng } from '@tidemark/server-core'

export interface LeasePorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
}

/** A process that dies gives way to another after this time. */
const LEASE_MS = 5 * 60_000
const RENEW_MS = LEASE_MS / 5

/**
 * Runs `work` while this process alone has the lease `name`, and answers what it answers; undefined
 * when another process has the lease. The work's signal aborts when the lease is lost.
 */
export async function underLease<T>(
  ports: LeasePorts,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  await using lease = await acquireLease(ports, name, LEASE_MS)
  if (lease === undefined) return undefined
  const lost = new AbortController()
  const renewal = setInterval(() => {
    // A renewal that fails counts as lost: another may take over when the lease ends.
    lease.renew().then(
      (isOurs) => isOurs || lost.abort(new Error(`the lease ${name} is lost`)),
      (cause: unknown) => lost.abort(new Error(`the lease ${name} is lost`, { cause })),
    )
  }, RENEW_MS)
  renewal.unref()
  try {
    return await work(AbortSignal.any([signal, lost.signal]))
  } finally {
    clearInterval(renewal)
  }
}
