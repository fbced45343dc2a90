import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let root

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-bootstrap-'))
  for (const path of ['bootstrap.mjs', 'setup']) {
    cpSync(join(import.meta.dirname, path), join(root, 'scripts', path), { recursive: true })
  }
  mkdirSync(join(root, 'scripts', 'tasks'))
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{}}')
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":{}}')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const entry = () => join(root, 'scripts', 'bootstrap.mjs')

function writeTask(name, text) {
  writeFileSync(join(root, 'scripts', 'tasks', `${name}.mjs`), text)
}

test('passes arguments on and ends with the exit code of the task', () => {
  writeTask('echo', 'console.log(process.argv.slice(2).join("|")); process.exitCode = 7')
  const { status, stdout } = spawnSync(process.execPath, [entry(), 'echo', 'a b', '--c'])
  expect(stdout.toString()).toBe('a b|--c\n')
  expect(status).toBe(7)
})

test('the Node that a task starts by name is the Node that runs it', () => {
  writeTask(
    'which',
    "import { execFileSync } from 'node:child_process'\n" +
      "console.log(execFileSync('node', ['-p', 'process.version']).toString().trim())",
  )
  const { stdout } = spawnSync(process.execPath, [entry(), 'which'])
  expect(stdout.toString().trim()).toBe(process.version)
})

test('hands a signal to the task and lets it finish', async () => {
  writeTask(
    'wait',
    "process.on('SIGTERM', () => { console.log('closed'); process.exit(3) })\n" +
      "setInterval(() => {}, 1000)\nconsole.log('ready')",
  )
  const child = spawn(process.execPath, [entry(), 'wait'])
  const said = []
  child.stdout.on('data', (chunk) => said.push(chunk.toString()))
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')
  expect(said.join('')).toBe('ready\nclosed\n')
  expect(code).toBe(3)
})

test('a task that dies of a signal takes the bootstrap with it', () => {
  writeTask('die', "process.kill(process.pid, 'SIGKILL')")
  const { signal } = spawnSync(process.execPath, [entry(), 'die'])
  expect(signal).toBe('SIGKILL')
})

test('refuses a task that does not exist', () => {
  const { status, stderr } = spawnSync(process.execPath, [entry(), '../bootstrap'])
  expect(status).toBe(2)
  expect(stderr.toString()).toContain('No task "../bootstrap"')
})
