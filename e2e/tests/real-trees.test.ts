import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

const run = promisify(execFile)
const repository = resolve(import.meta.dirname, '../..')

/** Trees that nobody made up: documentation, a Python library, a repository with its history. */
const SOURCES = [
  ['usr-share-doc', '/usr/share/doc'],
  ['python3', '/usr/lib/python3'],
  ['repository', repository],
] as const

for (const [name, source] of SOURCES) {
  test(`${name} syncs and compares equal, symbolic links held and listed (E15)`, async () => {
    expect(existsSync(source), `${source} exists`).toBe(true)
    await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
    const folder = stack.device('laptop').folder
    await run('cp', [
      '-r',
      '--no-dereference',
      '--preserve=mode,timestamps',
      source,
      at(folder, name),
    ])
    await stack.converged({ timeoutMs: 400_000 })

    const links = Number(
      (await run('sh', ['-c', `find "${at(folder, name)}" -type l | wc -l`])).stdout,
    )
    const status = await stack.device('laptop').status()
    expect(status.counts.held).toBe(links)
    expect((await readTree(stack.device('desktop').folder)).size).toBeGreaterThan(100)
  }, 900_000)
}
