import { AppError } from '@tidemark/protocol'
import type { CrashPointName, EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, type Office, syncAll } from './_scenario.js'

class PowerCut extends Error {}

describe('while a file is sent', () => {
  it('another version reaches the server first: ours becomes the copy (PS061)', async () => {
    const race: { run: () => Promise<void> } = { run: async () => undefined }
    const adjustHere = (deps: EngineDeps): EngineDeps => ({
      ...deps,
      remote: withCall(deps.remote, 'commit', async (commit, ...args) => {
        await race.run()
        return commit(...args)
      }),
    })
    const office = await makeOffice({ 'a.txt': 'base' }, { adjustHere })
    const { here, there } = office
    here.disk.write('a.txt', 'of here')
    race.run = async () => {
      race.run = async () => undefined
      there.disk.write('a.txt', 'of there')
      await there.sync()
    }
    await here.sync()
    await expectEnd(office, { 'a (copy).txt': 'of here', 'a.txt': 'of there' })
  })
})

describe('while a conflict is being placed', () => {
  it.each(['disk_full', 'file_io_error', 'file_unreadable', 'file_busy'] as const)(
    'the winner cannot be written (%s): the loser is on disk, the winner follows (PS062, E37)',
    async (code) => {
      const office = await makeOffice({ a: 'base' })
      const { here, there } = office
      there.disk.write('a', 'of there')
      await there.sync()
      here.disk.write('a', 'of here')
      here.fs.beforeCall = ({ step, path }) => {
        if (step === 'place:rename' && path === 'a') throw new AppError(code)
      }
      await syncAll(office)
      expect(here.tree()).toEqual({ 'a (copy)': 'of here' })
      expect(there.tree()).toEqual({ a: 'of there', 'a (copy)': 'of here' })
      here.fs.beforeCall = () => undefined
      office.clock.advance(600_000)
      await expectEnd(office, { a: 'of there', 'a (copy)': 'of here' })
    },
  )
})

const UP: readonly CrashPointName[] = [
  'C01',
  'C02',
  'C03',
  'C04',
  'C05',
  'C06',
  'C07',
  'C08',
  'C09',
  'C10',
]
const DOWN: readonly CrashPointName[] = ['D01', 'D02', 'D03', 'D04', 'D05', 'D10', 'D11', 'D12']

/** An office in which the engine of `here` ends at the crash point `armed.at`, once. */
async function fragileOffice(): Promise<Office & { readonly armed: { at?: CrashPointName } }> {
  const armed: { at?: CrashPointName } = {}
  const adjustHere = (deps: EngineDeps): EngineDeps => ({
    ...deps,
    crashPoint: (name) => {
      if (name !== armed.at) return
      delete armed.at
      throw new PowerCut(name)
    },
  })
  return { ...(await makeOffice({ a: 'base', b: 'base' }, { adjustHere })), armed }
}

describe('a crash', () => {
  it.each(DOWN)(
    'at %s of a download never sends the old file over the new one (PS064)',
    async (at) => {
      const office = await fragileOffice()
      office.there.disk.write('a', 'of there')
      await office.there.sync()
      office.armed.at = at
      await expect(office.here.sync()).rejects.toThrow(PowerCut)
      office.here.restart()
      const sent = office.sentOperations()
      await expectEnd(office, { a: 'of there', b: 'base' })
      expect(office.sentOperations()).toBe(sent)
    },
  )

  it.each(DOWN)('at %s of a download keeps what is written here after it (PS064)', async (at) => {
    const office = await fragileOffice()
    office.there.disk.write('a', 'of there')
    await office.there.sync()
    office.armed.at = at
    await expect(office.here.sync()).rejects.toThrow(PowerCut)
    office.here.disk.write('a', 'of here')
    office.here.disk.write('b', 'of here')
    office.here.restart()
    await syncAll(office)
    const texts = Object.values(office.here.tree())
    expect(texts).toContain('of here')
    expect(await office.server.keptTexts(office.space)).toContain('of there')
    expect(office.here.tree().b).toBe('of here')
    await expectEnd(office, office.here.tree())
  })

  it.each(UP)('at %s of an upload sends the file once and makes no copy (PS064)', async (at) => {
    const office = await fragileOffice()
    office.here.disk.write('a', 'of here')
    office.armed.at = at
    await expect(office.here.sync()).rejects.toThrow(PowerCut)
    office.here.restart()
    await expectEnd(office, { a: 'of here', b: 'base' })
    expect(await office.server.keptTexts(office.space)).toEqual(new Set(['base', 'of here']))
  })
})
