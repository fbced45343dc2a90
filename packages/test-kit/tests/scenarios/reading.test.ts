import { describe, expect, it } from 'vitest'
import { type ManualClock, type MemoryDiskOptions, trashContents } from '../../src/index.js'
import { expectEnd, makeOffice, type Office, syncAll } from './_scenario.js'

/** A disk that stamps by the clock of the scenario, in steps. */
function stampedEvery(stepNs: bigint) {
  return (clock: ManualClock): MemoryDiskOptions => ({
    nowNs: () => BigInt(clock.nowMs()) * 1_000_000n,
    mtimeGranularityNs: stepNs,
  })
}

async function kept({ server, space }: Office): Promise<string[]> {
  return [...(await server.keptTexts(space))].sort()
}

describe.each([
  ['nanoseconds', 1n],
  ['milliseconds', 1_000_000n],
  ['seconds', 1_000_000_000n],
  ['two seconds', 2_000_000_000n],
])('on a disk that stamps in %s', (_, stepNs) => {
  const diskHere = stampedEvery(stepNs)

  it('two writes of one size within a step both count (E25)', async () => {
    const office = await makeOffice({ a: 'zero' }, { diskHere })
    const { here } = office
    await here.turnOn()
    await here.rest()
    await here.act(['write', 'a', 'late'])
    await here.act(['write', 'a', 'last'])
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: 'last' })
  })

  it('a write right after a download of the same moment counts (E25)', async () => {
    const office = await makeOffice({ a: 'zero' }, { diskHere })
    const { here, there, clock } = office
    there.disk.write('a', 'come')
    const downloadMs = clock.nowMs() + 60_000
    there.disk.setMtime('a', BigInt(downloadMs) * 1_000_000n)
    await there.sync()
    await here.turnOn()
    expect([clock.nowMs(), here.tree()]).toEqual([downloadMs, { a: 'come' }])
    await here.act(['write', 'a', 'mine'])
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: 'mine' })
  })

  it('a file that is only read by others is sent once (E25, PS032)', async () => {
    const office = await makeOffice({ a: 'zero' }, { diskHere })
    office.here.disk.write('a', 'once')
    await expectEnd(office, { a: 'once' })
    expect(office.sentOperations()).toBe(1)
  })
})

describe('a file that gets other bytes under the same facts before it is sent', () => {
  it('is read anew, and sent as it is (E39)', async () => {
    const office = await makeOffice()
    const { here } = office
    here.disk.write('a', 'read')
    here.remote.onCall = ({ name, moment }) => {
      if (name !== 'findMissing' || moment !== 'response') return
      here.remote.onCall = () => undefined
      here.disk.get('a').data = new TextEncoder().encode('sent')
    }
    await here.sync()
    await expectEnd(office, { a: 'sent' })
    expect(await kept(office)).toEqual(['sent'])
  })
})

describe('a file that is emptied and then written', () => {
  it('is never sent empty, though the engine sees it empty (E23)', async () => {
    const office = await makeOffice({ a: 'old' }, { diskHere: stampedEvery(1n) })
    const { here, clock } = office
    await here.turnOn()
    await here.rest()
    await here.act(['write', 'a', ''])
    clock.advance(500)
    await here.act(['write', 'a', 'new'])
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: 'new' })
    expect(await kept(office)).toEqual(['new', 'old'])
  })

  it('is sent empty when it stays so (E23)', async () => {
    const office = await makeOffice({ a: 'old' }, { diskHere: stampedEvery(1n) })
    const { here } = office
    await here.turnOn()
    await here.rest()
    await here.act(['write', 'a', ''])
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: '' })
  })
})

describe('a file that changes whenever it is read', () => {
  it('is tried ever more rarely, listed, and sent once it is quiet (E20, PS218)', async () => {
    const office = await makeOffice({ good: '1' })
    const { here, there, clock } = office
    let reads = 0
    here.fs.beforeCall = ({ step, path }) => {
      if (step !== 'read' || path !== 'log') return
      reads++
      here.disk.append('log', 'x')
    }
    await here.turnOn()
    await here.act(['write', 'log', 'x'])
    await here.act(['write', 'good', '2'])
    for (let second = 0; second < 1_800; second++) {
      clock.advance(1_000)
      await here.breathe()
    }
    await there.sync()
    expect(there.tree()).toEqual({ good: '2' })
    expect(reads).toBeGreaterThan(5)
    expect(reads).toBeLessThan(60)
    expect(here.store.held(10)).toMatchObject([{ path: 'log', code: 'file_changing' }])
    here.fs.beforeCall = () => undefined
    const text = here.disk.read('log')
    clock.advance(600_000)
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { good: '2', log: text })
  })
})

describe('a file that grows', () => {
  it('is not sent again and again, but as a whole once it is quiet (E21)', async () => {
    const office = await makeOffice()
    const { here, clock } = office
    await here.turnOn()
    await here.rest()
    await here.act(['write', 'copy', 'x'])
    for (let step = 0; step < 40; step++) {
      clock.advance(500)
      await here.act(['append', 'copy', 'x'])
    }
    expect(office.sentOperations()).toBeLessThanOrEqual(2)
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { copy: 'x'.repeat(41) })
    expect(office.sentOperations()).toBeLessThanOrEqual(3)
  })

  it('for hours is sent every few minutes all the same (E21, P1)', async () => {
    const office = await makeOffice()
    const { here, there, clock } = office
    await here.turnOn()
    await here.act(['write', 'log', 'x'])
    for (let second = 0; second < 900; second++) {
      clock.advance(1_000)
      await here.act(['append', 'log', 'x'])
    }
    await there.sync()
    expect(there.tree().log?.length).toBeGreaterThan(500)
    expect(office.sentOperations()).toBeLessThan(10)
    await here.turnOff()
    await expectEnd(office, { log: 'x'.repeat(901) })
  })
})

describe('a clock that jumps', () => {
  const YEARS_MS = 10 * 365 * 86_400_000

  it.each([-YEARS_MS, YEARS_MS, -3_600_000, 3_600_000])(
    'by %i ms loses and doubles nothing, running (E27, P3)',
    async (jumpMs) => {
      const office = await makeOffice({ a: '1', b: '2', gone: '3', 'd/e': '4' })
      const { here, there, clock } = office
      await here.turnOn()
      await here.act(['write', 'a', 'before'])
      await here.act(['remove', 'gone'])
      clock.advance(jumpMs)
      await here.act(['rename', 'd', 'moved'])
      there.disk.write('b', 'of there')
      await there.sync()
      clock.advance(-jumpMs)
      await here.act(['append', 'a', ' after'])
      clock.advance(jumpMs)
      await here.rest()
      await here.turnOff()
      await expectEnd(office, { a: 'before after', b: 'of there', 'moved/e': '4' })
      expect(trashContents(there.disk)).toMatchObject({ gone: '3' })
    },
  )

  it.each([-YEARS_MS, YEARS_MS])('by %i ms decides no conflict (E27, P3)', async (jumpMs) => {
    const office = await makeOffice({ a: 'base' })
    const { here, there, clock } = office
    here.disk.write('a', 'first')
    await here.sync()
    clock.advance(jumpMs)
    there.disk.write('a', 'second')
    await syncAll(office)
    await expectEnd(office, { a: 'first', 'a (copy)': 'second' })
  })
})
