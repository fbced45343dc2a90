/**
 * `npm run crashes -- [--seeds 200] [--faults] [--simulated-only]`: the crash matrix in long runs.
 * Each point is tried with so many seeds in simulation, killed and with a power cut, then with real
 * processes. `--faults` fails every call of every scenario once, in simulation, instead.
 */
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { compile } from '../suites/compile.mjs'
import { runTool } from '../suites/run.mjs'

const root = dirname(dirname(import.meta.dirname))
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    faults: { type: 'boolean', default: false },
    'simulated-only': { type: 'boolean', default: false },
  },
})

const isGood = values.faults ? everyFault() : everyCrash(values.seeds)
process.exitCode = isGood ? 0 : 1

function everyFault() {
  return suite('packages/test-kit', 'src/crash/single-fault', { TIDEMARK_ALL_FAULTS: '1' })
}

function everyCrash(seeds) {
  const simulated = suite('packages/test-kit', 'src/crash/crash-simulation', {
    TIDEMARK_SIMULATED_CRASHES: seeds,
  })
  if (values['simulated-only']) return simulated
  const env = { TIDEMARK_CRASH_SEEDS: seeds }
  return compile(root) && suite('e2e', 'tests/crash-points', env) && simulated
}

function suite(workspace, file, env) {
  // A relative path would be looked for below `--root`.
  const config = join(root, workspace === 'e2e' ? 'e2e' : '.', 'vitest.config.mjs')
  const place = ['--config', config, '--root', join(root, workspace)]
  return runTool(root, 'vitest', ['run', ...place, file], { env })
}
