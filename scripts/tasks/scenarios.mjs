/** Which scenarios and edge cases of the catalogue have tests, which are out of scope and why. */
import { dirname } from 'node:path'
import { formatCoverage, isComplete } from '../scenarios/coverage.mjs'
import { readCoverage } from '../scenarios/read-coverage.mjs'

const found = readCoverage(dirname(dirname(import.meta.dirname)))
for (const line of formatCoverage(found)) console.log(line)
process.exitCode = isComplete(found) ? 0 : 1
