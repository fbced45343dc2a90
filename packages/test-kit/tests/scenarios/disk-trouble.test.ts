import { describe, expect, it } from 'vitest'
import { type DiskErrno, DiskError } from '../../src/filesystem/disk-error.js'
import { trashContents } from '../../src/index.js'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

const WRITES = [
  'stage',
  'write',
  'place',
  'place:rename',
  'makeFolder',
  'move',
  'setMetadata',
  'flush',
]

/** The system calls of a full disk; `isFull` is asked at each. */
function fill(disk: { readonly isFull: boolean; readonly steps: readonly string[] }) {
  return ({ step, path }: { readonly step: string; readonly path: string }): void => {
    if (disk.isFull && disk.steps.includes(step)) throw new DiskError('ENOSPC', path)
  }
}

describe('a full disk', () => {
  it.each([...WRITES.map((step) => [step]), WRITES])(
    'in the call %s stops downloads, not uploads, and heals by itself (E37)',
    async (...steps) => {
      const office = await makeOffice({ a: '1', 'd/b': '2', c: '3' })
      const { here, there, clock } = office
      const disk = { isFull: true, steps }
      here.fs.beforeCall = fill(disk)
      there.disk.write('a', 'edited')
      there.disk.write('new/file', 'n')
      there.disk.rename('d', 'moved')
      there.disk.setExecutable('c', true)
      await there.sync()
      here.disk.write('of-here', 'h')
      await syncAll(office)
      expect(there.tree()['of-here']).toBe('h')
      for (const text of Object.values(here.tree())) {
        expect(['1', 'edited', '2', '3', 'n', 'h', '']).toContain(text)
      }
      disk.isFull = false
      clock.advance(600_000)
      const end = { a: 'edited', c: '3', 'moved/b': '2', 'new/file': 'n', 'of-here': 'h' }
      await here.turnOn()
      await here.rest()
      await here.turnOff()
      here.fs.beforeCall = () => undefined
      await expectEnd(office, end)
    },
  )
})

describe('a file in use by another program', () => {
  it('is never deleted to be written anew; its new version follows when it is free (E32)', async () => {
    const office = await makeOffice(
      { a: 'old', 'd/b': '1', z: 'k' },
      { diskHere: () => ({ locksOpenFiles: true }) },
    )
    const { here, there, clock } = office
    const close = here.disk.open('a')
    there.disk.write('a', 'new')
    there.disk.write('other', 'o')
    await there.sync()
    await here.turnOn()
    await here.rest()
    expect(here.tree()).toMatchObject({ a: 'old', other: 'o' })
    expect(here.store.held(10)).toMatchObject([{ path: 'a', code: 'file_busy' }])
    close()
    clock.advance(300_000)
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: 'new', 'd/b': '1', other: 'o', z: 'k' })
  })

  it('stays when it or its folder is deleted or moved elsewhere, until it is free (E32)', async () => {
    const office = await makeOffice(
      { a: '1', 'd/b': '2', 'e/c': '3', z: 'k' },
      { diskHere: () => ({ locksOpenFiles: true }) },
    )
    const { here, there, clock } = office
    const closeAll = ['a', 'd/b', 'e/c'].map((path) => here.disk.open(path))
    there.disk.remove('a')
    there.disk.remove('d')
    there.disk.rename('e', 'moved')
    await syncAll(office)
    expect(here.tree()).toMatchObject({ a: '1', 'd/b': '2', 'e/c': '3' })
    expect(there.tree()).toEqual({ 'moved/': '', 'moved/c': '3', z: 'k' })
    for (const close of closeAll) close()
    clock.advance(600_000)
    await expectEnd(office, { 'moved/c': '3', z: 'k' })
    expect(trashContents(here.disk)).toMatchObject({ a: '1', 'd/b': '2' })
  })
})

describe('what cannot be read', () => {
  it.each<[DiskErrno, string]>([
    ['EACCES', 'file_unreadable'],
    ['EPERM', 'file_unreadable'],
    ['EIO', 'file_io_error'],
    ['EBUSY', 'file_busy'],
    ['EMFILE', 'file_busy'],
  ])(
    'with %s is held, never deleted elsewhere, and the others go on (E34, E38)',
    async (errno, code) => {
      const office = await makeOffice({ bad: 'old', 'd/x': '1', good: '2' })
      const { here, there, clock } = office
      here.disk.write('bad', 'new')
      here.disk.write('good', 'edited')
      here.fs.beforeCall = ({ step, path }) => {
        if (/^(openRead|read)$/.test(step) && path === 'bad') throw new DiskError(errno, path)
      }
      await syncAll(office)
      expect(there.tree()).toEqual({ bad: 'old', 'd/': '', 'd/x': '1', good: 'edited' })
      expect(here.store.held(10)).toMatchObject([{ path: 'bad', code }])
      here.fs.beforeCall = () => undefined
      clock.advance(600_000)
      await expectEnd(office, { bad: 'new', 'd/x': '1', good: 'edited' })
    },
  )

  it.each<DiskErrno>(['EACCES', 'EIO', 'EMFILE'])(
    'is a folder: what is in it stays everywhere (%s, E34, E38)',
    async (errno) => {
      const office = await makeOffice({ 'd/x': '1', 'd/e/y': '2', good: '3' })
      const { here, there, clock } = office
      here.fs.beforeCall = ({ step, path }) => {
        if (step === 'list' && path.startsWith('d')) throw new DiskError(errno, path)
      }
      there.disk.write('d/new', 'n')
      here.disk.write('good', 'edited')
      await syncAll(office)
      expect(there.tree()).toMatchObject({ 'd/x': '1', 'd/e/y': '2', good: 'edited' })
      here.fs.beforeCall = () => undefined
      clock.advance(600_000)
      await expectEnd(office, { 'd/e/y': '2', 'd/new': 'n', 'd/x': '1', good: 'edited' })
    },
  )
})

oneSided('files that cannot be read for a while (E34, PS034)', {
  start: { a: '1', b: '2' },
  steps: [
    ['readable', 'a', false],
    ['write', 'b', 'edited'],
    ['write', 'a', 'also edited'],
    ['readable', 'a', true],
  ],
  end: { a: 'also edited', b: 'edited' },
})
