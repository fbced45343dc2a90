import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runHistory } from '@tidemark/test-kit'
import { expect, it } from 'vitest'
import { SqliteMetadataStore } from '../src/storage/sqlite/sqlite-metadata-store.js'

const COUNT = Number(process.env.SIMULATED_HISTORY_COUNT ?? 50)
const FIRST_SEED = 1_000_001
/** Where the system keeps files in memory: what is tested here survives no power cut anyway. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

it(
  `keeps every promise in simulated histories over SQLite (${COUNT})`,
  async () => {
    const folder = await mkdtemp(join(ROOM, 'tidemark-simulation-'))
    try {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
        await using metadata = await SqliteMetadataStore.open(join(folder, `${seed}.db`))
        const { problems } = await runHistory(seed, { metadata })
        expect(problems, `seed ${seed}`).toEqual([])
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  COUNT * 3_000,
)
