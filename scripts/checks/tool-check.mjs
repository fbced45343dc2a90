import { spawn } from 'node:child_process'
import { toolPath } from '../suites/run.mjs'

/**
 * Runs a tool of node_modules and keeps what it prints.
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runQuietly(root, name, args, bin = name) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const child = spawn(process.execPath, [toolPath(root, name, bin), ...args], { cwd: root })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  child.on('error', reject)
  child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }))
  return promise
}

/** A check that is one call of one tool. */
export function toolCheck(name, tool, args, bin) {
  return { name, run: (root) => runQuietly(root, tool, args, bin) }
}

/** The result of a check that collects problems, one line each. */
export function verdict(problems) {
  return { ok: problems.length === 0, output: problems.join('\n') }
}
