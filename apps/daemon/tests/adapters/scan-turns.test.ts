import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRelPath } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { makeTempFolder } from './_temp-folder.js'

test('listing many small folders lets the event loop turn, so that a scan can be stopped', async () => {
  using temp = makeTempFolder()
  const names = Array.from({ length: 100 }, (_, index) => `folder-${index}`)
  for (const name of names) {
    mkdirSync(join(temp.path, name))
    for (let file = 0; file < 10; file++) writeFileSync(join(temp.path, name, `${file}`), '')
  }
  const fs = new NodeFileSystem({ rootPath: temp.path, nowMs: () => 0 })
  let hasTurned = false
  setImmediate(() => {
    hasTurned = true
  })
  for (const name of names) await fs.list(parseRelPath(name))
  expect(hasTurned).toBe(true)
})
