import { describe, expect, it } from 'vitest'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, syncAll, type Tree, twoSided } from './_scenario.js'

const disk = { caseInsensitive: true }

describe('a case clash that begins on the disk which cannot hold both', () => {
  it.each<[string, Tree, Tree]>([
    ['two files', { 'd/a': 'here' }, { 'd/A': 'there' }],
    ['two folders', { 'd/a/x': 'here' }, { 'd/A/y': 'there' }],
    ['a file and a folder', { 'd/a': 'here' }, { 'd/A/y': 'there' }],
    ['a folder and a file', { 'd/a/x': 'here' }, { 'd/A': 'there' }],
  ])('of %s made at once keeps both on all sides (PS154, E41)', async (_, ours, theirs) => {
    for (const first of ['here', 'there'] as const) {
      const office = await makeOffice({ 'd/': '' }, { diskHere: () => disk })
      const { here, there } = office
      for (const [path, text] of Object.entries(ours)) here.disk.write(path, text)
      for (const [path, text] of Object.entries(theirs)) there.disk.write(path, text)
      await office[first].sync()
      await syncAll(office)
      expect(there.contents()).toMatchObject({ ...ours, ...theirs })
      expect(here.contents()).toMatchObject(ours)
      const texts = (tree: Tree): string[] => Object.values(tree).filter(Boolean).sort()
      expect(texts(here.contents())).toEqual(['here', 'there'])
      expect(texts(there.contents())).toEqual(['here', 'there'])
      const before = there.contents()
      here.restart()
      await syncAll(office)
      expect(there.contents()).toEqual(before)
    }
  })

  it('ends when the one here is renamed (PS152, PS154)', async () => {
    const office = await makeOffice({}, { diskHere: () => disk })
    const { here, there } = office
    here.disk.write('a', 'here')
    there.disk.write('A', 'there')
    await syncAll(office)
    here.disk.rename('a', 'b')
    await expectEnd(office, { A: 'there', b: 'here' })
  })

  it('a case-only rename here to the name of the alias loses nothing (PS153, PS154)', async () => {
    const office = await makeOffice({ a: 'first' }, { diskHere: () => disk })
    const { here, there } = office
    there.disk.write('A', 'second')
    await syncAll(office)
    here.disk.rename('a', 'A')
    await syncAll(office)
    for (const { contents } of [here, there].map((each) => ({ contents: each.contents() }))) {
      expect(Object.values(contents).sort()).toEqual(['first', 'second'])
    }
    await syncAll(office)
    expect(there.store.dirtyCount() + here.store.dirtyCount()).toBe(0)
  })

  it('what was deleted and made anew in another case is both there and here (PS153, PS157)', async () => {
    const office = await makeOffice({ a: 'first', z: 'keep' }, { diskHere: () => disk })
    const { there } = office
    there.disk.remove('a')
    there.disk.write('A', 'second')
    await expectEnd(office, { A: 'second', z: 'keep' })
  })

  it('a swap of two names that differ in case, made elsewhere, arrives (PS104, PS151, E41)', async () => {
    const office = await makeOffice({ a: 'one' }, { diskHere: () => disk })
    const { here, there } = office
    there.disk.write('A', 'two')
    await syncAll(office)
    there.disk.rename('a', 't')
    there.disk.rename('A', 'a')
    there.disk.rename('t', 'A')
    await syncAll(office)
    expect(there.contents()).toEqual({ A: 'one', a: 'two' })
    expect(Object.values(here.contents()).sort()).toEqual(['one', 'two'])
    there.disk.remove('A')
    await expectEnd(office, { a: 'two' })
  })
})

twoSided('both change the letter case of one name: the first counts (PS150, PS157, E40)', {
  start: { 'Foo/Bar': '1' },
  here: [['rename', 'Foo', 'foo']],
  there: [
    ['rename', 'Foo', 'FOO'],
    ['append', 'FOO/Bar', '2'],
  ],
  end: { 'foo/Bar': '12' },
  endThereFirst: { 'FOO/Bar': '12' },
})

describe('a temporary file', () => {
  it('is never taken for an item in another letter case, nor an item for it (PS153, E48)', async () => {
    const office = await makeOffice({}, { diskHere: () => disk })
    const { here, there } = office
    for (let count = 0; count < 5; count++) there.disk.write(`File ${count}`, `text ${count}`)
    await there.sync()
    here.fs.beforeCall = ({ step }) => {
      if (step === 'place:rename') here.disk.write('.TIDEMARK-TMP-0', 'stray')
    }
    await here.sync()
    here.fs.beforeCall = () => undefined
    expect(here.disk.read('.TIDEMARK-TMP-0')).toBe('stray')
    here.disk.remove('.TIDEMARK-TMP-0')
    await expectEnd(office, there.contents())
  })
})

describe('names that one side refuses', () => {
  it('a name that the server refuses is held, the others go on (PS172)', async () => {
    const office = await makeOffice(
      {},
      {
        adjustHere: (deps) => ({
          ...deps,
          remote: withCall(deps.remote, 'commit', async (commit, request, signal) => {
            const answer = await commit(
              { ...request, operations: request.operations.filter((op) => !isRefused(op)) },
              signal,
            )
            const refused = request.operations.filter(isRefused).map(({ opId }) => ({
              opId,
              result: 'rejected' as const,
              error: 'name_invalid' as const,
              message: 'not here',
            }))
            return { ...answer, results: [...answer.results, ...refused] }
          }),
        }),
      },
    )
    const { here, there } = office
    here.disk.write('forbidden.exe', '1')
    here.disk.write('fine', '2')
    await syncAll(office)
    expect(there.contents()).toEqual({ fine: '2' })
    expect(here.store.held(10)).toMatchObject([{ path: 'forbidden.exe', code: 'name_invalid' }])
    here.disk.rename('forbidden.exe', 'allowed')
    await expectEnd(office, { allowed: '1', fine: '2' })
  })

  it.each(['../x', '..', '.', '', 'a/b', 'nul\0', '.tidemark', '.tidemark-tmp-x', '\ud800'])(
    'the name %j from a server never reaches the disk (PS176, SEC-65)',
    async (name) => {
      const office = await makeOffice(
        { 'd/a': '1', b: '2' },
        {
          adjustHere: (deps) => ({
            ...deps,
            remote: withCall(deps.remote, 'listTree', async (listTree, page, signal) => {
              const listed = await listTree(page, signal)
              const nodes = listed.nodes.map((node) =>
                node.name === 'd' ? { ...node, name } : node,
              )
              return { ...listed, nodes }
            }),
          }),
        },
      )
      const { here } = office
      here.loseState()
      here.disk.remove('d')
      await here.sync()
      expect(here.contents()).toMatchObject({ b: '2' })
      const names = Object.keys(here.contents()).flatMap((path) => path.split('/'))
      if (name !== '' && name !== 'a/b') expect(names).not.toContain(name)
      expect(here.store.held(10).length).toBeGreaterThan(0)
    },
  )
})

function isRefused(operation: { readonly op: string }): boolean {
  return 'name' in operation && operation.name === 'forbidden.exe'
}
