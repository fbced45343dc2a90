import type { RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { Computer } from './_computer.js'
import { expectEnd, makeOffice, type Office } from './_scenario.js'

const DAY_MS = 86_400_000
const TREE = { a: '1', 'd/e/f': '2', 'd/g': '3', 'd/h/i': '4', z: '5' }

/** Changes a file's bytes as a failing disk does: without a trace in its facts. */
function rot({ disk }: Computer, path: string): void {
  disk.get(path).data = new TextEncoder().encode('!')
}

/** A week in which the computer is on and nobody does anything. */
async function week({ here, clock }: Office): Promise<void> {
  await here.turnOn()
  for (let day = 0; day < 8; day++) {
    clock.advance(DAY_MS)
    await here.breathe()
  }
  await here.turnOff()
}

describe('content that changes by itself', () => {
  it.each(Object.keys(TREE))(
    'is found within a week, held and never sent: %s (E39)',
    async (path) => {
      const office = await makeOffice(TREE)
      const { here, there } = office
      rot(here, path)
      await week(office)
      expect(here.store.held(10)).toMatchObject([{ path, code: 'file_damaged' }])
      expect(office.sentOperations()).toBe(0)
      expect(there.tree()).toMatchObject(TREE)
    },
  )

  it('is found on a computer that is off most of the time (E39, E24)', async () => {
    const office = await makeOffice(TREE)
    const { here, clock } = office
    rot(here, 'z')
    for (let day = 0; day < 8; day++) {
      await here.turnOn()
      await here.breathe()
      await here.turnOff()
      clock.advance(DAY_MS)
    }
    expect(here.store.held(10)).toMatchObject([{ path: 'z', code: 'file_damaged' }])
  })

  it('stays beside the good version when a person asks for that (E39)', async () => {
    const office = await makeOffice(TREE)
    const { here } = office
    rot(here, 'd/g')
    await week(office)
    expect(here.engine.setDamagedAside('a' as RelPath)).toBe(false)
    expect(here.engine.setDamagedAside('d/g' as RelPath)).toBe(true)
    await expectEnd(office, { ...TREE, 'd/g (copy)': '!' })
  })

  it('is a change like any other once a person saves the file (E39)', async () => {
    const office = await makeOffice(TREE)
    const { here } = office
    rot(here, 'a')
    await week(office)
    here.disk.write('a', 'saved')
    await expectEnd(office, { ...TREE, a: 'saved' })
  })

  it('is replaced when a new version comes from elsewhere (E39)', async () => {
    const office = await makeOffice(TREE)
    const { here, there } = office
    rot(here, 'a')
    await week(office)
    there.disk.write('a', 'newer')
    await expectEnd(office, { ...TREE, a: 'newer' })
  })

  it('is released when the disk gives the right bytes again (E38, E39)', async () => {
    const office = await makeOffice(TREE)
    const { here } = office
    const good = here.disk.get('a').data
    rot(here, 'a')
    await week(office)
    expect(here.store.heldCount()).toBe(1)
    here.disk.get('a').data = good
    await week(office)
    await expectEnd(office, TREE)
  })
})

describe('a week in which nothing changes', () => {
  it('reads every file once, and sends and writes nothing (E39, I6)', async () => {
    const office = await makeOffice(TREE)
    const reads: string[] = []
    office.here.fs.beforeCall = ({ step, path }) => {
      if (step === 'openRead') reads.push(path)
    }
    await week(office)
    expect(reads.slice(0, 5)).toEqual(Object.keys(TREE).sort())
    office.here.fs.beforeCall = () => undefined
    expect(office.sentOperations()).toBe(0)
    await expectEnd(office, TREE)
  })
})
