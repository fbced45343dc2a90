import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import type { LinkPreview } from '@tidemark/control'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'

let stack: Stack
let a: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

test('a preview of a link tells both sides and leaves the folder as it is', async () => {
  await writeFile(at(a, 'same.txt'), 'equal on both')
  await writeFile(at(a, 'paper.txt'), 'from the laptop')
  await writeFile(at(a, 'far.txt'), '12345')
  await stack.converged()
  const candidate = stack.temp.join('candidate')
  await mkdir(candidate)
  await writeFile(at(candidate, 'same.txt'), 'equal on both')
  await writeFile(at(candidate, 'paper.txt'), 'from elsewhere!')
  await writeFile(at(candidate, 'near.txt'), '123')

  const laptop = stack.device('laptop')
  const told = await laptop.json<LinkPreview>('link', candidate, '--space', 'Shared', '--preview')
  expect(told).toMatchObject({
    isNewSpace: false,
    toUpload: { files: 2, bytes: 18 },
    toDownload: { files: 2, bytes: 20 },
    conflicts: { files: 1, examplePaths: ['paper.txt'] },
    same: { files: 1 },
    deletes: 0,
    problem: null,
  })
  expect(existsSync(at(candidate, '.tidemark'))).toBe(false)
  const absent = stack.temp.join('to-be-made')
  expect(await laptop.json<LinkPreview>('link', absent, '--preview')).toMatchObject({
    isNewSpace: true,
    toUpload: { files: 0 },
  })
  expect(existsSync(absent)).toBe(false)
  const linked = await laptop.cli('link', a, '--preview')
  expect(linked.code).toBe(5)
  expect(linked.stdout).toContain('linked already')
})
