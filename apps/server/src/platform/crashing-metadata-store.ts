import type { CrashPoint, MetadataStore } from '@tidemark/server-core'

/** `store` with the crash points inside a commit's transaction: S06 at its start, S07 at its end. */
export function crashingMetadataStore(store: MetadataStore, crashPoint: CrashPoint): MetadataStore {
  return {
    read: (fn) => store.read(fn),
    write: (fn) => store.write(fn),
    withAccountLock: (accountId, fn) => store.withAccountLock(accountId, fn),
    withSpaceLock: (spaceId, fn) =>
      store.withSpaceLock(spaceId, async (tx) => {
        crashPoint('S06')
        const result = await fn(tx)
        crashPoint('S07')
        return result
      }),
  }
}
