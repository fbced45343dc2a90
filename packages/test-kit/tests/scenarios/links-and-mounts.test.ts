import { describe, expect, it } from 'vitest'
import { trashContents } from '../../src/index.js'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

describe('symbolic links', () => {
  it('to nowhere, to a loop and to the outside are held and never followed (PS174, PS175, PS181, E15)', async () => {
    const office = await makeOffice({ 'd/a': '1' })
    const { here, there } = office
    here.disk.symlink('nowhere', 'gone')
    here.disk.symlink('d/up', '..')
    here.disk.symlink('d/self', 'self')
    here.disk.symlink('out', '/etc')
    here.disk.write('d/b', '2')
    await syncAll(office)
    expect(there.contents()).toEqual({ 'd/': '', 'd/a': '1', 'd/b': '2' })
    expect(here.store.held(10).map(({ path, code }) => [path, code])).toEqual([
      ['d/self', 'link_held'],
      ['d/up', 'link_held'],
      ['nowhere', 'link_held'],
      ['out', 'link_held'],
    ])
  })

  it('that change their name or letter case stay what they are (PS150, E15, E40)', async () => {
    const office = await makeOffice({ a: '1' }, { diskHere: () => ({ caseInsensitive: true }) })
    const { here, there } = office
    here.disk.symlink('Link', 'a')
    await syncAll(office)
    here.disk.rename('Link', 'link')
    await syncAll(office)
    expect(here.contents()).toEqual({ a: '1', link: '-> a' })
    expect(there.contents()).toEqual({ a: '1' })
    expect(here.store.held(10).map(({ path }) => path)).toEqual(['link'])
  })

  it('in the place of a folder stop what happens there, and delete nothing (PS174, E15)', async () => {
    const office = await makeOffice({ 'd/a': '1', 'd/e/b': '2', other: '3' })
    const { here, there, clock } = office
    here.disk.rename('d', '.tidemark/aside')
    here.disk.symlink('d', '.tidemark/aside')
    there.disk.remove('d/e')
    there.disk.append('d/a', ' there')
    there.disk.write('d/new', '4')
    there.disk.append('other', ' there')
    await syncAll(office)
    expect(here.contents()).toEqual({ d: '-> .tidemark/aside', other: '3 there' })
    expect(here.disk.read('.tidemark/aside/a')).toBe('1')
    expect(here.disk.read('.tidemark/aside/e/b')).toBe('2')
    expect(there.contents()).toMatchObject({ 'd/a': '1 there', 'd/new': '4' })
    here.disk.remove('d')
    here.disk.rename('.tidemark/aside', 'd')
    clock.advance(600_000)
    // What was deleted there meanwhile comes back: nobody could move it to the trash.
    const end = { 'd/a': '1 there', 'd/e/b': '2', 'd/new': '4', other: '3 there' }
    await expectEnd(office, end)
  })

  it('that take the place of a file leave it on the server (PS174, E15)', async () => {
    const office = await makeOffice({ a: '1', b: '2' })
    const { here, there } = office
    here.disk.remove('a')
    here.disk.symlink('a', 'b')
    await syncAll(office)
    there.disk.append('a', ' there')
    await syncAll(office)
    expect(here.contents()).toEqual({ a: '-> b', b: '2' })
    expect(there.contents()).toEqual({ a: '1 there', b: '2' })
    here.disk.remove('a')
    await syncAll(office)
    expect(here.contents()).toEqual(there.contents())
  })
})

describe('another disk mounted inside the folder', () => {
  it('is held, not entered, and nothing of the covered folder is lost on either side (E16)', async () => {
    const office = await makeOffice({ 'mnt/a': '1', 'mnt/sub/b': '2', c: '3' })
    const { here, there, clock } = office
    const unmount = here.disk.mount('mnt', 'usb')
    here.disk.write('mnt/photo', 'of the stick')
    there.disk.append('mnt/a', ' there')
    there.disk.write('mnt/new', '4')
    here.restart()
    await syncAll(office)
    expect(here.contents()).toEqual({ c: '3', 'mnt/': '', 'mnt/photo': 'of the stick' })
    expect(there.contents()).not.toHaveProperty('mnt/photo')
    expect(there.contents()).toMatchObject({ 'mnt/a': '1 there', 'mnt/sub/b': '2' })
    unmount()
    clock.advance(600_000)
    here.restart()
    await expectEnd(office, { 'mnt/a': '1 there', 'mnt/new': '4', 'mnt/sub/b': '2', c: '3' })
  })

  it('that is unmounted while the engine runs is no deletion (E16, P7)', async () => {
    const office = await makeOffice({ 'mnt/': '', c: '3' })
    const { here, there } = office
    await here.turnOn()
    const unmount = here.disk.mount('mnt', 'usb')
    await here.act(['write', 'mnt/photo', 'of the stick'])
    await here.rest()
    unmount()
    here.engine.hint('everything')
    await here.rest()
    await here.turnOff()
    expect(there.contents()).toEqual({ c: '3', 'mnt/': '' })
    await expectEnd(office, { 'mnt/': '', c: '3' })
  })
})

oneSided('hard links are files of their own (E14, PS129)', {
  start: { a: 'text', 'd/b': 'text' },
  steps: [
    ['link', 'a', 'd/a2'],
    ['rename', 'a', 'd/a3'],
    ['remove', 'd/b'],
    ['link', 'd/a2', 'd/b'],
  ],
  end: { 'd/a2': 'text', 'd/a3': 'text', 'd/b': 'text' },
})

describe('hard links', () => {
  it('all follow an edit through one name; a version from there breaks one off (E14)', async () => {
    const office = await makeOffice({ a: 'text', 'd/other': '1' })
    const { here, there } = office
    here.disk.link('a', 'd/b')
    await syncAll(office)
    here.disk.write('d/b', 'edited through one')
    await expectEnd(office, {
      a: 'edited through one',
      'd/b': 'edited through one',
      'd/other': '1',
    })
    there.disk.write('a', 'only this')
    await expectEnd(office, { a: 'only this', 'd/b': 'edited through one', 'd/other': '1' })
  })
})

describe('a folder that is deleted there', () => {
  it('stays with what was never looked at in it, and that is synced then (PS180, E08)', async () => {
    const office = await makeOffice({ 'd/a': '1', 'd/e/b': '2', keep: '3' })
    const { here, there } = office
    there.disk.remove('d')
    await there.sync()
    await here.turnOn()
    here.disk.write('d/e/unseen', 'never scanned')
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { 'd/e/unseen': 'never scanned', keep: '3' })
    expect(trashContents(here.disk)).toEqual({ 'd/a': '1', 'd/e/b': '2' })
  })

  it('stays with what is never synced in it (PS180, E15, E16)', async () => {
    const office = await makeOffice({ 'd/a': '1', keep: '3' })
    const { here, there } = office
    here.disk.symlink('d/link', 'a')
    await syncAll(office)
    there.disk.remove('d')
    await syncAll(office)
    expect(here.contents()).toEqual({ 'd/': '', 'd/link': '-> a', keep: '3' })
    expect(there.contents()).toEqual({ keep: '3' })
  })
})

describe('what vanishes or cannot be read while it is looked at', () => {
  it.each(['list', 'stat', 'openRead', 'read'])(
    'fails at %s: it is held, nothing is deleted, the rest goes on (PS177, E34)',
    async (failing) => {
      const office = await makeOffice({ 'd/a': '1', 'd/e/b': '2', c: '3' })
      const { here, there } = office
      const trouble = { isOn: true }
      here.fs.beforeCall = ({ step, path }) => {
        if (trouble.isOn && step === failing && path.startsWith('d/'))
          here.disk.setReadable('d/e', false)
        if (trouble.isOn && step === failing && path === 'd/a') here.disk.setReadable('d/a', false)
      }
      here.disk.append('d/a', ' edited')
      here.disk.append('c', ' edited')
      here.restart()
      await syncAll(office)
      expect(there.contents()).toMatchObject({ 'd/e/b': '2', c: '3 edited' })
      trouble.isOn = false
      here.disk.setReadable('d/e', true)
      here.disk.setReadable('d/a', true)
      office.clock.advance(600_000)
      await expectEnd(office, { 'd/a': '1 edited', 'd/e/b': '2', c: '3 edited' })
    },
  )
})
