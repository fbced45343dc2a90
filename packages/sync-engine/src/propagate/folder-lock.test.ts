import { describe, expect, it } from 'vitest'
import { FolderLock } from './folder-lock.js'

describe('the lock between scans and placing', () => {
  it('lets one begin when the one before has ended, be it with an error', async () => {
    const lock = new FolderLock()
    const steps: string[] = []
    const work = (name: string, error?: Error) => async () => {
      steps.push(`${name} begins`)
      await Promise.resolve()
      steps.push(`${name} ends`)
      if (error !== undefined) throw error
      return name
    }
    const ends = await Promise.allSettled([
      lock.run(work('scan', new Error('gone'))),
      lock.run(work('place')),
    ])
    expect(steps).toEqual(['scan begins', 'scan ends', 'place begins', 'place ends'])
    expect(ends).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'place' }])
  })
})
