import { describe, expect, it } from 'vitest'
import { expectRest, makeOffice, syncAll } from './_scenario.js'

describe('a disk on which letter case counts in some folders', () => {
  it('decides each clash by the folder at hand (E94)', async () => {
    const diskHere = () => ({ caseInsensitive: true })
    const office = await makeOffice({ 'exact/': '', 'plain/': '' }, { diskHere })
    const { here, there } = office
    here.disk.setCaseSensitive('exact')
    for (const folder of ['exact', 'plain']) {
      there.disk.write(`${folder}/a`, 'small')
      there.disk.write(`${folder}/A`, 'capital')
    }
    await there.sync()
    await syncAll(office)
    expect(there.tree()).toMatchObject({ 'exact/A': 'capital', 'exact/a': 'small' })
    const { 'plain/A': capital, 'plain/a': small, ...rest } = here.tree()
    expect(rest).toMatchObject({ 'exact/A': 'capital', 'exact/a': 'small' })
    expect([capital, small].filter((text) => text !== undefined)).toHaveLength(1)
    expect(Object.values(here.tree()).sort()).toEqual(Object.values(there.tree()).sort())
    here.disk.write('exact/A', 'edited')
    here.disk.remove('exact/a')
    await syncAll(office)
    const after = { 'exact/': '', 'exact/A': 'edited', 'plain/': '' }
    expect(there.tree()).toEqual({ ...after, 'plain/A': 'capital', 'plain/a': 'small' })
    await expectRest(office)
  })
})
