#!/usr/bin/env node
import { runCommandLine } from './cli/program.js'
import { processTerminal } from './cli/terminal.js'

/** Module that runs a folder's engine. It lies beside this one, bundled or not. */
const workerEntry = new URL('./engine-worker.js', import.meta.url)

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(), workerEntry)
