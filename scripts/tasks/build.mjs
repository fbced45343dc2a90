/** Compiles every workspace to its dist/ and bundles what has a bundle script. */
import { dirname } from 'node:path'
import { compile } from '../suites/compile.mjs'

process.exitCode = compile(dirname(dirname(import.meta.dirname))) ? 0 : 1
