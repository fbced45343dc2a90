import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Desk } from '../editors/_desk.js'

/** A desk and its second computer with one file and one folder in sync. */
async function syncedDesk(): Promise<Desk> {
  const desk = await Desk.open()
  mkdirSync(join(desk.root, 'd'))
  writeFileSync(join(desk.root, 'd/x'), '1')
  writeFileSync(join(desk.root, 'a'), '2')
  desk.turnOn()
  await exchange(desk)
  expect(desk.there.contents()).toEqual({ a: '2', 'd/': '', 'd/x': '1' })
  return desk
}

async function exchange(desk: Desk): Promise<void> {
  await desk.rest()
  await desk.there.sync()
  await desk.rest()
}

describe('the path of the synced folder', () => {
  it('can lead through a link; links inside are not followed all the same (PS016, E53)', async () => {
    await using desk = await syncedDesk()
    await desk.turnOff()
    const real = desk.root
    symlinkSync(real, `${real}-link`)
    desk.relocate(`${real}-link`)
    mkdirSync(`${real}-outside`)
    writeFileSync(`${real}-outside/secret`, 's')
    symlinkSync(`${real}-outside`, join(real, 'inside'))
    desk.turnOn()
    desk.there.disk.write('d/new', 'n')
    await desk.there.sync()
    writeFileSync(join(desk.root, 'a'), 'edited')
    await exchange(desk)
    expect(readFileSync(join(real, 'd/new'), 'utf8')).toBe('n')
    expect(desk.there.contents()).toEqual({ a: 'edited', 'd/': '', 'd/new': 'n', 'd/x': '1' })
    expect(desk.heldPaths()).toEqual(['inside'])
  })

  it('can change: the same folder at another place goes on where it was (PS015)', async () => {
    await using desk = await syncedDesk()
    await desk.turnOff()
    const moved = `${desk.root}-moved`
    renameSync(desk.root, moved)
    writeFileSync(join(moved, 'a'), 'edited')
    rmSync(join(moved, 'd/x'))
    desk.relocate(moved)
    desk.turnOn()
    await exchange(desk)
    expect(desk.there.contents()).toEqual({ a: 'edited', 'd/': '' })
  })

  it('that leads to a copy asks first, and the copy is merged without a deletion (PS015)', async () => {
    await using desk = await syncedDesk()
    await desk.turnOff()
    const copy = `${desk.root}-copy`
    cpSync(desk.root, copy, { recursive: true, preserveTimestamps: true })
    rmSync(join(copy, 'a'))
    desk.relocate(copy)
    desk.turnOn()
    await desk.glance()
    expect(desk.engine.status()).toMatchObject({ state: 'stopped', error: 'folder_replaced' })
    desk.engine.adoptFolder()
    await exchange(desk)
    expect(readFileSync(join(copy, 'a'), 'utf8')).toBe('2')
    expect(desk.there.contents()).toEqual({ a: '2', 'd/': '', 'd/x': '1' })
  })

  it('that changes its letter case while the engine runs deletes nothing (PS010, E53)', async () => {
    await using desk = await syncedDesk()
    renameSync(desk.root, desk.root.replace(/root$/, 'Root'))
    await desk.glance()
    expect(desk.engine.status()).toMatchObject({ state: 'attention', error: 'folder_missing' })
    await desk.there.sync()
    expect(desk.there.contents()).toEqual({ a: '2', 'd/': '', 'd/x': '1' })
    renameSync(desk.root.replace(/root$/, 'Root'), desk.root)
    writeFileSync(join(desk.root, 'a'), 'edited')
    await exchange(desk)
    expect(desk.there.contents()).toEqual({ a: 'edited', 'd/': '', 'd/x': '1' })
  })
})

describe('a file that is replaced', () => {
  it.each([0o600, 0o640, 0o444, 0o664])('keeps its mode %i (PS030, PS179, E33)', async (mode) => {
    await using desk = await syncedDesk()
    chmodSync(join(desk.root, 'a'), mode)
    desk.there.disk.write('a', 'edited there')
    await desk.there.sync()
    await exchange(desk)
    expect(readFileSync(join(desk.root, 'a'), 'utf8')).toBe('edited there')
    expect(statSync(join(desk.root, 'a')).mode & 0o777).toBe(mode)
  })

  it('becomes executable for those who may read it, and no longer (PS030, E35)', async () => {
    await using desk = await syncedDesk()
    chmodSync(join(desk.root, 'a'), 0o640)
    for (const [executable, mode] of [
      [true, 0o750],
      [false, 0o640],
    ] as const) {
      desk.there.disk.setExecutable('a', executable)
      await desk.there.sync()
      await exchange(desk)
      expect((statSync(join(desk.root, 'a')).mode & 0o777).toString(8)).toBe(mode.toString(8))
    }
  })
})

describe('times that this disk cannot store', () => {
  it.each([-9_223_372_036n, -2_147_483_649n, 4_294_967_295n, 9_223_372_036n])(
    'are rounded when they come: %i s, and never sent back (PS026, E26)',
    async (seconds) => {
      await using desk = await syncedDesk()
      desk.there.disk.write('a', 'dated')
      desk.there.disk.setMtime('a', seconds * 1_000_000_000n)
      desk.there.disk.write('fresh', 'dated')
      desk.there.disk.setMtime('fresh', seconds * 1_000_000_000n)
      await desk.there.sync()
      await exchange(desk)
      expect(readFileSync(join(desk.root, 'a'), 'utf8')).toBe('dated')
      const versions = await desk.versionCount(nodeAt(desk, 'a'))
      chmodSync(join(desk.root, 'a'), 0o600)
      await exchange(desk)
      expect(await desk.versionCount(nodeAt(desk, 'a'))).toBe(versions)
    },
  )

  it.each([-62_135_596_800, 0, 4_294_967_296, 10_413_792_000])(
    'are sent as near as can be: a file of %i s goes up with the others (PS026, E26)',
    async (seconds) => {
      await using desk = await syncedDesk()
      writeFileSync(join(desk.root, 'dated'), 'x')
      utimesSync(join(desk.root, 'dated'), new Date(), new Date(seconds * 1000))
      writeFileSync(join(desk.root, 'other'), 'y')
      await exchange(desk)
      expect(desk.there.contents()).toMatchObject({ dated: 'x', other: 'y' })
      expect(desk.heldPaths()).toEqual([])
    },
  )
})

function nodeAt(desk: Desk, path: string) {
  const nodeId = desk.nodeAt(path)
  if (nodeId === undefined) throw new Error(`nothing at ${path}`)
  return nodeId
}
