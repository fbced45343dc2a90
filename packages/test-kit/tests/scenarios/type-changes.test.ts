import { describe, expect, it } from 'vitest'
import { expectEnd, makeOffice, oneSided, syncAll, twoSided } from './_scenario.js'

oneSided('a file becomes a folder (PS080, PS086, E01)', {
  start: { n: 'file', keep: 'k' },
  steps: [
    ['remove', 'n'],
    ['mkdir', 'n'],
    ['write', 'n/child', 'c'],
  ],
  end: { 'n/child': 'c', keep: 'k' },
})

oneSided('a full folder becomes a file (PS080, PS086, E01)', {
  start: { 'n/a': '1', 'n/b/c': '2', keep: 'k' },
  steps: [
    ['remove', 'n'],
    ['write', 'n', 'file'],
  ],
  end: { n: 'file', keep: 'k' },
})

oneSided('an empty folder becomes a file and another file an empty folder (PS080)', {
  start: { 'n/': '', m: 'file' },
  steps: [
    ['remove', 'n'],
    ['write', 'n', ''],
    ['remove', 'm'],
    ['mkdir', 'm'],
  ],
  end: { 'm/': '', n: '' },
})

oneSided('a file moves away and a folder takes its name, and the reverse (PS085)', {
  start: { n: 'file', 'd/x': '1' },
  steps: [
    ['rename', 'n', 'moved'],
    ['write', 'n/child', 'c'],
    ['rename', 'd', 'moved-folder'],
    ['write', 'd', 'now a file'],
  ],
  end: { d: 'now a file', moved: 'file', 'moved-folder/x': '1', 'n/child': 'c' },
})

oneSided('a file and a folder swap names (PS085, E03)', {
  start: { f: 'file', 'd/x': '1' },
  steps: [
    ['rename', 'f', 't'],
    ['rename', 'd', 'f'],
    ['rename', 't', 'd'],
  ],
  end: { d: 'file', 'f/x': '1' },
})

twoSided('an edit meets a folder in the place of its file (PS081, PS084, E02)', {
  start: { n: 'file', keep: 'k' },
  here: [
    ['remove', 'n'],
    ['write', 'n/child', 'c'],
  ],
  there: [['write', 'n', 'edited']],
  end: { 'n/child': 'c', 'n (copy)': 'edited', keep: 'k' },
  endThereFirst: { n: 'edited', 'n (copy)/child': 'c', keep: 'k' },
})

twoSided('something new in a folder meets a file in the place of the folder (PS081, E02)', {
  start: { 'n/old': '1', keep: 'k' },
  here: [
    ['remove', 'n'],
    ['write', 'n', 'file'],
  ],
  there: [['write', 'n/new', '2']],
  end: { n: 'file', 'n (copy)/new': '2', keep: 'k' },
  endThereFirst: { 'n/new': '2', 'n (copy)': 'file', keep: 'k' },
})

twoSided('a new file and a new folder of one name (PS081)', {
  here: [['write', 'n', 'file']],
  there: [['write', 'n/child', 'c']],
  end: { n: 'file', 'n (copy)/child': 'c' },
  endThereFirst: { 'n (copy)': 'file', 'n/child': 'c' },
})

twoSided('a folder becomes a file while its child moves out (PS082)', {
  start: { 'd/child': 'c', 'd/other': 'o', keep: 'k' },
  here: [['rename', 'd/child', 'child']],
  there: [
    ['remove', 'd'],
    ['write', 'd', 'file'],
  ],
  end: { child: 'c', d: 'file', keep: 'k' },
})

describe('hints', () => {
  it.each(['n', 'd', 'd/x', 'n/no/such', 'gone'])(
    'that name the wrong kind lead to the truth: %s (PS083)',
    async (hint) => {
      const office = await makeOffice({ n: 'file', 'd/x': '1', keep: 'k' })
      const { here } = office
      await here.turnOn()
      here.disk.remove('n')
      here.disk.write('n/x', 'in a folder')
      here.disk.remove('d')
      here.disk.write('d', 'now a file')
      here.engine.hint(hint as never) // a hint is any path that somebody heard of
      await here.rest()
      await here.turnOff()
      await expectEnd(office, { d: 'now a file', keep: 'k', 'n/x': 'in a folder' })
    },
  )
})

describe('a link', () => {
  it.each([
    ['file', { n: 'file', keep: 'k' }],
    ['folder', { 'n/child': 'c', keep: 'k' }],
  ])('in the place of a %s is held, and nothing is deleted elsewhere (PS087)', async (_, start) => {
    const office = await makeOffice(start)
    const { here, there } = office
    const before = there.tree()
    here.disk.remove('n')
    here.disk.symlink('n', 'keep')
    await syncAll(office)
    expect(here.store.held(10)).toMatchObject([{ path: 'n', code: 'link_held' }])
    expect(there.tree()).toEqual(before)
    here.disk.remove('n')
    here.disk.write('n', 'a file again')
    await expectEnd(office, { keep: 'k', n: 'a file again' })
  })

  it('in the place of a file that was edited elsewhere stays, and so does the edit (PS084)', async () => {
    const office = await makeOffice({ n: 'base', keep: 'k' })
    const { here, there } = office
    here.disk.remove('n')
    here.disk.symlink('n', 'keep')
    there.disk.write('n', 'edited')
    await syncAll(office)
    expect(here.tree()).toEqual({ keep: 'k', n: '-> keep' })
    expect(there.tree()).toEqual({ keep: 'k', n: 'edited' })
    here.disk.remove('n')
    await expectEnd(office, { keep: 'k', n: 'edited' })
  })
})
