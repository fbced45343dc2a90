import { AppError, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { expectSame, makePair, type Pair } from './_pair.js'

const DAY_MS = 86_400_000
const LARGE = 'large '.repeat(50)

/** Everything above 100 bytes may go on after a restart. */
const adjust = (deps: EngineDeps): EngineDeps => ({
  ...deps,
  settings: { ...deps.settings, largeFileBytes: 100 },
})

/** A temporary file that was not written to for `days`. */
function leave({ b }: Pair, path: string, days: number): void {
  b.disk.write(path, 'left over')
  b.disk.setMtime(path, b.disk.nowNs() - BigInt(days * DAY_MS) * 1_000_000n)
}

function stagedOn({ b }: Pair, folder = ''): string[] {
  return [...b.disk.get(folder).entries.values()]
    .map(({ displayName }) => displayName)
    .filter((name) => name.startsWith(TEMP_NAME_PREFIX))
}

/** Lets B lose the connection when a file comes down, and makes what it left two days old. */
async function interruptDownload(pair: Pair): Promise<string[]> {
  pair.b.remote.onCall = ({ name, moment }) => {
    if (name === 'readBlocks' && moment === 'request') throw new AppError('server_unreachable')
  }
  await expect(pair.b.sync()).rejects.toThrow(AppError)
  const names = stagedOn(pair)
  for (const name of names) leave(pair, name, 2)
  return names
}

describe('temporary files', () => {
  it('are removed after a day, at the start and then once a day (I12)', async () => {
    const pair = await makePair()
    pair.a.disk.write('d/f', 'text')
    leave(pair, `${TEMP_NAME_PREFIX}old`, 2)
    leave(pair, `${TEMP_NAME_PREFIX}young`, 0)
    await expectSame(pair)
    expect(stagedOn(pair)).toEqual([`${TEMP_NAME_PREFIX}young`])

    leave(pair, `d/${TEMP_NAME_PREFIX}later`, 2)
    await pair.b.sync()
    expect(stagedOn(pair, 'd')).toEqual([`${TEMP_NAME_PREFIX}later`])
    pair.clock.advance(DAY_MS)
    await pair.b.sync()
    expect(stagedOn(pair, 'd')).toEqual([])

    leave(pair, `d/${TEMP_NAME_PREFIX}again`, 2)
    pair.b.restart()
    await pair.b.sync()
    expect(stagedOn(pair, 'd')).toEqual([])
  })

  it('of a large download that shall go on are kept, however old (PS215)', async () => {
    const pair = await makePair(1, { adjust })
    await expectSame(pair)
    pair.a.disk.write('large', LARGE)
    await pair.a.sync()
    const names = await interruptDownload(pair)
    expect(names).toHaveLength(1)
    pair.b.restart()
    await expect(pair.b.sync()).rejects.toThrow(AppError)
    expect(stagedOn(pair).map((name) => pair.b.disk.read(name))).toEqual(['left over'])

    pair.a.disk.remove('large')
    pair.a.disk.write('other', 'keeps this from being a deletion of all')
    pair.b.remote.onCall = () => undefined
    await pair.a.sync()
    pair.b.restart()
    await pair.b.sync()
    expect(stagedOn(pair)).toEqual([])
  })

  it('that cannot be swept stop nothing', async () => {
    const pair = await makePair()
    pair.a.disk.write('f', 'text')
    pair.b.fs.beforeCall = ({ step }) => {
      if (step === 'sweepStaged') throw new AppError('file_unreadable')
    }
    await pair.a.sync()
    await pair.b.sync()
    expect(pair.b.contents()).toEqual({ f: 'text' })
  })
})
