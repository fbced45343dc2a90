import { AppError } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { trashContents } from '../../src/index.js'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

const MANY = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}`, `text ${n}`]))
const RENAMED = Object.fromEntries(
  Object.entries(MANY).map(([path, text]) => [`new-${path}`, text]),
)

oneSided('the only file gets another name (PS005)', {
  start: { only: '1' },
  steps: [['rename', 'only', 'renamed']],
  end: { renamed: '1' },
})

oneSided('every file gets another name (PS005)', {
  start: MANY,
  steps: Object.keys(MANY).map((path) => ['rename', path, `new-${path}`] as const),
  end: RENAMED,
  check: ({ sentBytes }) => expect(sentBytes()).toBe(0),
})

oneSided('everything moves into a folder (PS005)', {
  start: MANY,
  steps: [
    ['mkdir', 'box'],
    ...Object.keys(MANY).map((path) => ['rename', path, `box/${path}`] as const),
  ],
  end: Object.fromEntries(Object.entries(MANY).map(([path, text]) => [`box/${path}`, text])),
})

oneSided('the facts of every file change (PS007)', {
  start: MANY,
  steps: Object.keys(MANY).flatMap((path, n) => [
    ['touch', path, BigInt(n)] as const,
    ['chmod', path, true] as const,
  ]),
  end: MANY,
  check: ({ sentBytes }) => expect(sentBytes()).toBe(0),
})

describe('a synced folder', () => {
  it('that is deleted during a pause is no deletion (PS009)', async () => {
    const office = await makeOffice(MANY)
    const { here, there } = office
    await here.turnOn()
    here.engine.pause()
    here.disk.detach()
    here.engine.hint('everything')
    here.engine.resume()
    await here.rest()
    expect(here.engine.status()).toMatchObject({ state: 'attention', error: 'folder_missing' })
    await there.sync()
    expect(there.tree()).toEqual(MANY)
    here.disk.attach()
    await here.turnOff()
    await expectEnd(office, MANY)
  })

  it('that is deleted and made anew by somebody is not ours any more (PS009, E81)', async () => {
    const office = await makeOffice(MANY)
    const { here, there } = office
    here.disk.replaceRoot()
    here.disk.write('other', 'x')
    await expect(here.sync()).rejects.toThrow(AppError)
    await there.sync()
    expect(there.tree()).toEqual(MANY)
    expect(office.sentOperations()).toBe(0)
  })

  it('that cannot be listed keeps everything and works again later (PS011)', async () => {
    const office = await makeOffice(MANY)
    const { here, there } = office
    here.fs.beforeCall = ({ step, path }) => {
      if (step === 'list' && path === '') throw new AppError('file_unreadable')
    }
    here.disk.write('new', 'n')
    here.disk.remove('f0')
    await syncAll(office)
    expect(there.tree()).toEqual(MANY)
    here.fs.beforeCall = () => undefined
    const { f0: _, ...rest } = MANY
    await expectEnd(office, { ...rest, new: 'n' })
  })

  it('that takes no change holds what comes and sends what it has (PS011, E33)', async () => {
    const office = await makeOffice(MANY)
    const { here, there } = office
    here.fs.beforeCall = ({ step, path }) => {
      const isWrite = /^(stage|makeFolder|move|moveToTrash|setMetadata)$/.test(step)
      if (isWrite) throw new AppError('file_unreadable', { path })
    }
    there.disk.write('new', 'n')
    there.disk.write('f0', 'edited')
    there.disk.rename('f1', 'moved')
    there.disk.remove('f2')
    there.disk.mkdir('made')
    here.disk.write('f3', 'of here')
    await syncAll(office)
    expect(here.tree()).toEqual({ ...MANY, f3: 'of here' })
    expect(here.store.heldCount()).toBeGreaterThan(0)
    expect(there.tree()).toMatchObject({ f0: 'edited', f3: 'of here', new: 'n' })
    here.fs.beforeCall = () => undefined
    office.clock.advance(600_000)
    const { f1, f2: _, ...rest } = MANY
    const end = { ...rest, f0: 'edited', f3: 'of here', moved: String(f1), 'made/': '', new: 'n' }
    await expectEnd(office, end)
    expect(trashContents(here.disk)).toMatchObject({ f0: 'text 0', f2: 'text 2' })
  })
})
