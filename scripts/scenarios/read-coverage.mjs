import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from '../checks/files.mjs'
import { coverage, idsOfTest } from './coverage.mjs'

const FOLDER = 'packages/test-kit/scenarios'
const TEST_FILE = /^(packages|apps|e2e)\/.*\.test\.[cm]?ts$/

/** Compares the catalogue with all tests of the repository. */
export function readCoverage(root) {
  const read = (name) => JSON.parse(readFileSync(join(root, FOLDER, name), 'utf8'))
  const ids = new Set()
  for (const file of listFiles(root).filter((name) => TEST_FILE.test(name))) {
    for (const id of idsOfTest(file, readFileSync(join(root, file), 'utf8'))) ids.add(id)
  }
  return coverage(read('catalogue.json'), read('out-of-scope.json'), ids)
}
