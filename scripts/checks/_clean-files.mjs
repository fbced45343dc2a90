import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listWorkspaces, readJson } from '../suites/workspaces.mjs'

const USED = {
  'packages/protocol': ['typebox'],
  'packages/chunker': [],
  'packages/sync-engine': ['@tidemark/protocol', '@tidemark/chunker'],
  'packages/server-core': ['@tidemark/protocol'],
  'packages/control': ['@tidemark/protocol', 'typebox'],
  'packages/control-socket': ['@tidemark/control', '@tidemark/protocol'],
  'packages/test-kit': ['@tidemark/sync-engine', '@tidemark/server-core'],
  'apps/daemon': ['@tidemark/sync-engine', '@tidemark/control', '@tidemark/control-socket'],
  'apps/server': ['@tidemark/server-core', 'fastify'],
  'apps/desktop': ['@tidemark/control', '@tidemark/control-socket', '@tidemark/protocol'],
  e2e: ['@tidemark/test-kit'],
}

const SOURCES = {
  'packages/protocol/src/index.ts': `import { Type } from 'typebox'

/** Schema of a name. */
export const NameSchema = Type.String()
`,
  'packages/chunker/src/index.ts': `/** Bytes per chunk. */
export const CHUNK_BYTES = 1024
`,
  'packages/sync-engine/src/index.ts': `import { CHUNK_BYTES } from '@tidemark/chunker'
import { NameSchema } from '@tidemark/protocol'

/** Plans with what it is given. */
export function plan(nowMs: number): unknown {
  return [CHUNK_BYTES, NameSchema, new Date(nowMs)]
}
`,
  'packages/sync-engine/src/index.test.ts': `import { expect, test } from 'vitest'
import { plan } from './index.js'

test('plans from the time that it is given', () => {
  expect(plan(0)).toHaveLength(3)
})
`,
  'packages/server-core/src/index.ts': `import { NameSchema } from '@tidemark/protocol'

/** What the server's domain knows. */
export const DOMAIN = [NameSchema]
`,
  'packages/control/src/index.ts': `import { NameSchema } from '@tidemark/protocol'
import { Type } from 'typebox'

/** Schema of a request. */
export const RequestSchema = Type.Object({ name: NameSchema })
`,
  'packages/control-socket/src/index.ts': `import { RequestSchema } from '@tidemark/control'
import { NameSchema } from '@tidemark/protocol'

/** What goes over the socket. */
export const MESSAGES = [RequestSchema, NameSchema]
`,
  'packages/test-kit/src/index.ts': `import { DOMAIN } from '@tidemark/server-core'
import { plan } from '@tidemark/sync-engine'

/** Runs both sides. */
export function simulate(): unknown {
  return [DOMAIN, plan(0)]
}
`,
  'apps/daemon/src/index.ts': `import { RequestSchema } from '@tidemark/control'
import { MESSAGES } from '@tidemark/control-socket'
import { plan } from '@tidemark/sync-engine'

export const daemon = [RequestSchema, MESSAGES, plan(Date.now())]
`,
  'apps/desktop/src/ipc-contract/index.ts': `import { RequestSchema } from '@tidemark/control'
import { NameSchema } from '@tidemark/protocol'

export const CALLS = [RequestSchema, NameSchema]
`,
  'apps/desktop/src/main/main.ts': `import { MESSAGES } from '@tidemark/control-socket'
import { CALLS } from '../ipc-contract/index.js'

process.title = String([...MESSAGES, ...CALLS].length)
`,
  'apps/desktop/src/preload/preload.ts': `import { CALLS } from '../ipc-contract/index.js'

Object.freeze(CALLS)
`,
  'apps/desktop/src/renderer/main.tsx': `document.title = 'Tidemark'
`,
  'apps/server/src/index.ts': `export { openServer } from './app.js'
`,
  'apps/server/src/app.ts': `import { DOMAIN } from '@tidemark/server-core'
import fastify from 'fastify'
import { answer } from './routes/answer.js'
import { DiskStore } from './storage/disk/disk-store.js'

export function openServer(): unknown {
  return [DOMAIN, fastify, answer, DiskStore]
}
`,
  'apps/server/src/routes/answer.ts': `import { DOMAIN } from '@tidemark/server-core'

export const answer = DOMAIN.length
`,
  'apps/server/src/storage/disk/disk-store.ts': `import { readFile } from 'node:fs/promises'

export class DiskStore {
  readonly read = readFile
}
`,
  'e2e/simulate.test.ts': `import { simulate } from '@tidemark/test-kit'
import { expect, test } from 'vitest'

test('runs both sides', () => {
  expect(simulate()).toBeDefined()
})
`,
}

/** Files of a repository that passes every check: the real wiring over a few lines of source. */
export function cleanFiles(root) {
  const files = { ...SOURCES, 'package.json': rootManifest(root) }
  for (const { directory, manifest } of listWorkspaces(root)) {
    const versions = { ...manifest.dependencies, ...manifest.devDependencies }
    const used = USED[directory] ?? []
    const dependencies = Object.fromEntries(used.map((name) => [name, versions[name] ?? '0.1.0']))
    const devDependencies = { vitest: '5.1.1' }
    const usesTests = directory === 'e2e' || directory === 'packages/sync-engine'
    files[`${directory}/package.json`] = format({
      name: manifest.name,
      private: true,
      type: 'module',
      exports: manifest.exports,
      dependencies,
      ...(usesTests && { devDependencies }),
    })
    if (used.length === 0 && directory.startsWith('apps/')) continue
    for (const path of compilerConfigs(root, directory)) {
      files[path] = readFileSync(join(root, path), 'utf8')
    }
  }
  return files
}

function compilerConfigs(root, directory) {
  const names = ['tsconfig.json', 'tsconfig.tests.json', 'src/*/tsconfig.json']
  return globSync(names, { cwd: join(root, directory) }).map((name) => `${directory}/${name}`)
}

function rootManifest(root) {
  const { workspaces, devDependencies } = readJson(join(root, 'package.json'))
  const names = ['@types/node', 'eslint', 'typescript-eslint', 'typescript', 'knip']
  return format({
    name: 'fixture',
    private: true,
    type: 'module',
    workspaces,
    devDependencies: Object.fromEntries(names.map((name) => [name, devDependencies[name]])),
  })
}

function format(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}
