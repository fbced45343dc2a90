import { formatHex } from '@tidemark/protocol'
import type { Clock, MetadataStore, Rng } from '../ports.js'

/** The exclusive right to do a named job, until it expires. */
export interface Lease extends AsyncDisposable {
  readonly name: string
  /** Prolongs the lease; false when it was lost meanwhile: stop then, another has taken over. */
  renew(): Promise<boolean>
}

/**
 * Takes the lease `name` for `ttlMs`; undefined while another process has it. When a process dies,
 * its lease ends by itself. Disposing gives it back. Work under a lease must survive its loss.
 */
export async function acquireLease(
  { store, clock, rng }: { store: MetadataStore; clock: Clock; rng: Rng },
  name: string,
  ttlMs: number,
): Promise<Lease | undefined> {
  const holder = formatHex(rng.bytes(16))
  const take = () => {
    const nowMs = clock.nowMs()
    return store.write((tx) => tx.acquireLease(name, holder, nowMs, nowMs + ttlMs))
  }
  if (!(await take())) return undefined
  return {
    name,
    renew: take,
    async [Symbol.asyncDispose]() {
      await store.write((tx) => tx.releaseLease(name, holder))
    },
  }
}
