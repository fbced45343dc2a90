import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice } from './_scenario.js'

const START = { 'd/x': '1', 'd/e/y': '2', 'd/gone': '3', 'old/z': '4', plain: '5' }
const END = { 'kept/y': '2', 'moved/z': '4', x: '1' }

describe('what moves out of a folder and the deletion of the folder', () => {
  it('reach the disk in this order, also from the inside out (PS124)', async () => {
    const office = await makeOffice(START)
    const { here, there } = office
    const steps: string[] = []
    here.fs.beforeCall = ({ step, path }) => {
      if (step === 'move' || step === 'moveToTrash') steps.push(`${step} ${path}`)
    }
    there.disk.rename('d/x', 'x')
    there.disk.rename('d/e', 'kept')
    there.disk.remove('d')
    there.disk.rename('old', 'moved')
    there.disk.remove('plain')
    await there.sync()
    await here.sync()
    here.fs.beforeCall = () => undefined
    const firstDelete = steps.findIndex((step) => step.startsWith('moveToTrash'))
    const lastMove = steps.findLastIndex((step) => step.startsWith('move '))
    expect(steps.slice(0, lastMove + 1).sort()).toEqual(['move d/e', 'move d/x', 'move old'])
    expect(firstDelete).toBe(lastMove + 1)
    expect(steps.slice(firstDelete).sort()).toEqual([
      'moveToTrash d',
      'moveToTrash d/gone',
      'moveToTrash plain',
    ])
    await expectEnd(office, END)
  })

  it('reach the server in this order (PS124)', async () => {
    const operations: string[] = []
    const adjustHere = (deps: EngineDeps): EngineDeps => ({
      ...deps,
      remote: withCall(deps.remote, 'commit', (commit, request, signal) => {
        operations.push(...request.operations.map(({ op }) => op))
        return commit(request, signal)
      }),
    })
    const office = await makeOffice(START, { adjustHere })
    const { disk } = office.here
    operations.length = 0
    disk.remove('plain')
    disk.rename('d/x', 'x')
    disk.rename('d/e', 'kept')
    disk.remove('d')
    disk.rename('old', 'moved')
    await office.here.sync()
    expect(operations).toEqual(['move', 'move', 'move', 'delete', 'delete'])
    await expectEnd(office, END)
  })
})
