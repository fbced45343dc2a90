import { describe, expect, it } from 'vitest'
import { expectSame, makePair } from '../../src/engine/_pair.js'

describe('what histories of the planner found, on real engines', () => {
  it('keeps what is in a folder that becomes another one', async () => {
    const pair = await makePair()
    const { a, b } = pair
    a.disk.mkdir('c')
    await expectSame(pair)
    b.disk.mkdir('c/mine')
    b.disk.mkdir('d')
    a.disk.rename('c', 'd')
    await a.sync()
    await expectSame(pair)
    const paths = Object.keys(a.contents())
    expect(paths.filter((path) => path.endsWith('mine/'))).toHaveLength(1)
  })

  it('lets a new folder take the place of the old one with what was in it (PS117)', async () => {
    const pair = await makePair()
    const { a } = pair
    a.disk.write('work/plan.txt', 'plan')
    a.disk.write('work/draft.txt', 'draft')
    await expectSame(pair)
    a.disk.mkdir('new')
    a.disk.rename('work/plan.txt', 'new/plan.txt')
    a.disk.remove('work')
    a.disk.rename('new', 'work')
    await expectSame(pair, { 'work/': '', 'work/plan.txt': 'plan' })
  })

  it('keeps a folder that is made again right after its deletion was sent (PS068)', async () => {
    const pair = await makePair()
    const { a } = pair
    a.disk.write('d/old.txt', 'old')
    await expectSame(pair)
    a.disk.remove('d')
    a.remote.onCall = ({ name, moment }) => {
      const isHeard = name === 'commit' && moment === 'response'
      if (isHeard && a.disk.find('d') === undefined) a.disk.mkdir('d')
    }
    await a.sync()
    await expectSame(pair, { 'd/': '' })
  })

  it('merges a bit that changed here with an edit there (PS029)', async () => {
    const pair = await makePair()
    const { a, b } = pair
    a.disk.write('run.sh', 'one')
    await expectSame(pair)
    a.disk.setExecutable('run.sh', true)
    b.disk.write('run.sh', 'two')
    await b.sync()
    await expectSame(pair, { 'run.sh': 'two' })
    expect(b.disk.get('run.sh').executable).toBe(true)
  })

  it('merges an edit here with a bit that changed there (PS029)', async () => {
    const pair = await makePair()
    const { a, b } = pair
    a.disk.write('run.sh', 'one')
    await expectSame(pair)
    a.disk.write('run.sh', 'two')
    b.disk.setExecutable('run.sh', true)
    await b.sync()
    await expectSame(pair, { 'run.sh': 'two' })
    expect(a.disk.get('run.sh').executable).toBe(true)
  })
})
