import { describe, expect, it } from 'vitest'
import { DiskWorld } from './_disk-world.js'

const COUNT = 20_000

describe('a folder with very many entries', () => {
  it('is scanned whole, and again without a change (E17)', async () => {
    const world = new DiskWorld()
    for (let index = 0; index < COUNT; index++) world.disk.make(`many/${index}`, 'file')
    const first = await world.scan()
    expect(first.counts).toMatchObject({ items: COUNT + 1, created: COUNT + 1, vanished: 0 })
    world.disk.remove('many/77')
    world.disk.rename('many/78', 'many/moved')
    const second = await world.scan()
    expect(second.counts).toMatchObject({ created: 0, moved: 1, vanished: 1, changed: 0 })
  })
})
