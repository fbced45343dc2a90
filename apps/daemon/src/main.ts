#!/usr/bin/env node
import { getAsset, isSea } from 'node:sea'
import { runCommandLine } from './cli/program.js'
import { processTerminal } from './cli/terminal.js'

/** Runs a folder's engine: a module beside this one, bundled or not, or a part of the executable. */
const workerEntry = isSea()
  ? getAsset('engine-worker.js', 'utf8')
  : new URL('./engine-worker.js', import.meta.url)

// Not awaited here: a script, which is what an executable starts with, cannot.
void runCommandLine(process.argv.slice(2), processTerminal(), workerEntry).then((exitCode) => {
  process.exitCode = exitCode
})
