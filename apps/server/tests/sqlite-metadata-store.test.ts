import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccountId, formatId, type SpaceId } from '@tidemark/protocol'
import type { AccountRow } from '@tidemark/server-core'
import { metadataStoreConformance } from '@tidemark/test-kit'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { SqliteMetadataStore } from '../src/storage/sqlite/sqlite-metadata-store.js'
import { tempFolder } from './_temp-folder.js'

/** A store in a folder of its own that goes with it. */
async function openTemporary(): Promise<SqliteMetadataStore> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-sqlite-'))
  const store = await SqliteMetadataStore.open(join(folder, 'metadata.db'))
  const close = store[Symbol.asyncDispose].bind(store)
  store[Symbol.asyncDispose] = async () => {
    await close()
    await rm(folder, { recursive: true })
  }
  return store
}

const account: AccountRow = {
  accountId: formatId<AccountId>(new Uint8Array(16)),
  login: 'ann',
  loginKey: 'ann',
  passwordHash: '',
  quotaBytes: null,
  usedBytes: 0,
  seq: 0,
  createdAtMs: 1,
}

describe('SqliteMetadataStore', () => {
  it.each(metadataStoreConformance(openTemporary))('$title', ({ run }) => run())

  it('keeps what was written when it is opened again', async () => {
    const path = join(await tempFolder(), 'metadata.db')
    {
      await using store = await SqliteMetadataStore.open(path)
      await store.write((tx) => tx.addAccount(account))
    }
    await using store = await SqliteMetadataStore.open(path)
    expect(await store.read((tx) => tx.listAccounts())).toEqual([account])
  })

  it('makes files that only its user can read (SEC-156)', async () => {
    const path = join(await tempFolder(), 'metadata.db')
    await using store = await SqliteMetadataStore.open(path)
    await store.write((tx) => tx.addAccount(account))
    for (const name of [path, `${path}-wal`, `${path}-shm`]) {
      expect(((await stat(name)).mode & 0o777).toString(8), name).toBe('600')
    }
  })

  it('notices what another process has written, and not what it wrote itself', async () => {
    const path = join(await tempFolder(), 'metadata.db')
    await using store = await SqliteMetadataStore.open(path)
    await using other = await SqliteMetadataStore.open(path)
    store.takeForeignCommits()
    await store.write((tx) => tx.addAccount(account))
    await store.read((tx) => tx.listAccounts())
    expect(store.takeForeignCommits()).toBe(false)
    await other.write((tx) => tx.acquireLease('job', 'other', 0, 1000))
    expect(store.takeForeignCommits()).toBe(true)
    expect(store.takeForeignCommits()).toBe(false)
  })

  it('lets the event loop turn between many short transactions in a row', async () => {
    await using store = await openTemporary()
    let hasTurned = false
    setImmediate(() => {
      hasTurned = true
    })
    const startedMs = performance.now()
    // Only the end of a failing test is up to the clock.
    while (!hasTurned && performance.now() - startedMs < 1000) {
      await store.read((tx) => tx.listAccounts())
    }
    expect(hasTurned).toBe(true)
  })

  it('writes ahead and flushes at each commit (b.4 rule 4)', async () => {
    const path = join(await tempFolder(), 'metadata.db')
    await using _store = await SqliteMetadataStore.open(path)
    const database = new Database(path, { readonly: true })
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    database.close()
  })

  it('refuses a database that a newer server wrote', async () => {
    const path = join(await tempFolder(), 'metadata.db')
    await (await SqliteMetadataStore.open(path))[Symbol.asyncDispose]()
    const database = new Database(path)
    database.pragma('user_version = 999')
    database.close()
    await expect(SqliteMetadataStore.open(path)).rejects.toMatchObject({ code: 'config_invalid' })
  })

  it('reads the state before a write that is under way', async () => {
    await using store = await openTemporary()
    let seen = -1
    const write = store.write(async (tx) => {
      await tx.addAccount(account)
      // Nothing is awaited from outside here: the reader runs between two steps of the writer.
      for (let step = 0; step < 1000; step++)
        await tx.findSpace(formatId<SpaceId>(new Uint8Array(16)))
    })
    const read = store.read(async (tx) => {
      seen = (await tx.listAccounts()).length
    })
    await Promise.all([write, read])
    expect(seen).toBe(0)
    expect((await store.read((tx) => tx.listAccounts())).length).toBe(1)
  })
})
