import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Files below `root` that git tracks or would track, relative and with forward slashes. */
export function listFiles(root) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const output = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const files = output.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
  return [...new Set(files)].sort()
}
