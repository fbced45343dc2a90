import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateStoreConformance } from '@tidemark/test-kit'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStateStore } from '../../src/adapters/state-sqlite/open-state-store.js'
import { SCHEMA_VERSION } from '../../src/adapters/state-sqlite/schema.js'
import { makeTempFolder } from './_temp-folder.js'

const open = (path: string) => openStateStore(path, { nowMs: 42 })

describe('SqliteStateStore', () => {
  it.each(stateStoreConformance(() => open(':memory:').store))('$title', ({ run }) => run())
})

describe('openStateStore', () => {
  it('finds what was written before (P11)', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    {
      using store = open(path).store
      store.transaction((tx) => tx.setSetting('paused', 'yes'))
    }
    using store = open(path).store
    expect(store.setting('paused')).toBe('yes')
  })

  it.each([
    ['no database', (path: string) => writeFileSync(path, 'not a database at all'.repeat(1000))],
    [
      'another database',
      (path: string) => {
        const db = new SqliteDatabase(path)
        db.exec('CREATE TABLE recipes (name TEXT)')
        db.close()
      },
    ],
    [
      'torn in the middle',
      (path: string) => {
        open(path).store[Symbol.dispose]()
        const bytes = readFileSync(path)
        writeFileSync(path, bytes.fill(0xaa, 100, 4096))
      },
    ],
  ])('moves a file aside that is %s and starts empty (E85)', (_, damage) => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    damage(path)
    const bytes = readFileSync(path)
    const opened = open(path)
    using store = opened.store
    expect(opened.damagedPath).toBe(`${path}.damaged-42`)
    expect(readFileSync(`${path}.damaged-42`)).toEqual(bytes)
    expect(store.dirtyCount()).toBe(0)
  })

  it('keeps every damaged file', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    for (let count = 0; count < 2; count++) {
      writeFileSync(path, 'garbage'.repeat(1000))
      open(path).store[Symbol.dispose]()
    }
    const damaged = readdirSync(folder.path).filter((name) => name.includes('damaged'))
    expect(damaged).toHaveLength(2)
  })

  it('refuses the file of a newer version and leaves it untouched (E93)', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    open(path).store[Symbol.dispose]()
    const db = new SqliteDatabase(path)
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    const bytes = readFileSync(path)
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'state_newer' }))
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('brings a file of the first version up to date and keeps what is in it', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    {
      using store = open(path).store
      store.transaction((tx) => tx.setSetting('paused', 'yes'))
    }
    const db = new SqliteDatabase(path)
    db.exec('DROP INDEX local_node_alias')
    for (const column of ['is_alias', 'disk_name']) {
      db.exec(`ALTER TABLE local_node DROP COLUMN ${column}`)
    }
    db.exec('ALTER TABLE local_node ADD COLUMN durable INTEGER NOT NULL DEFAULT 1')
    db.exec('CREATE INDEX local_node_not_durable ON local_node (node_id) WHERE durable = 0')
    db.pragma('user_version = 1')
    db.close()
    for (let opening = 0; opening < 2; opening++) {
      const opened = open(path)
      using store = opened.store
      expect(opened.damagedPath).toBeUndefined()
      expect(store.setting('paused')).toBe('yes')
      expect(store.local.aliased(1)).toEqual([])
    }
  })

  it('refuses a file that is open already (E91)', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    using store = open(path).store
    store.transaction((tx) => tx.setSetting('paused', 'yes'))
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'folder_in_use' }))
  })

  it('answers every read from an index', () => {
    using folder = makeTempFolder()
    const path = join(folder.path, 'state.db')
    open(path).store[Symbol.dispose]()
    const db = new SqliteDatabase(path)
    const plan = (sql: string): string =>
      db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('; ')
    for (const sql of [
      "SELECT * FROM local_node WHERE parent_id = unhex('00') ORDER BY name, node_id",
      "SELECT * FROM local_node WHERE parent_id = unhex('00') AND (name = 'a' AND name_key IS NULL OR name_key = 'a')",
      "SELECT * FROM local_node WHERE inode = '1' AND device = '2'",
      'SELECT * FROM local_node WHERE missing_since_ms IS NOT NULL ORDER BY missing_since_ms, node_id LIMIT 1',
      "SELECT * FROM local_block WHERE block_id = unhex('00')",
      'SELECT * FROM dirty_node WHERE due_ms = 0 ORDER BY position LIMIT 1',
    ]) {
      expect(plan(sql)).not.toMatch(/SCAN (?!.*INDEX)|TEMP B-TREE FOR ORDER BY/)
      expect(plan(sql)).toContain('INDEX')
    }
    db.close()
  })
})
