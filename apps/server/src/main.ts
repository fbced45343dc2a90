#!/usr/bin/env node
import { Command } from 'commander'
import { addAccountCommands } from './cli/account.js'
import { sayError } from './cli/console.js'
import { addHeldCommands } from './cli/held.js'
import { addMaintenanceCommands } from './cli/maintenance.js'
import { addServeCommand } from './cli/serve.js'
import { addConfigCommand } from './cli/show-config.js'
import { keepYoungGenerationSmall } from './platform/memory.js'
import { proveNativeCode } from './platform/native-code.js'
import { SERVER_VERSION } from './version.js'

keepYoungGenerationSmall()
const program = new Command('tidemark-server')
  .description('Keeps folders the same everywhere: the server.')
  .version(SERVER_VERSION)
  .hook('preAction', proveNativeCode)
addServeCommand(program)
addAccountCommands(program)
addHeldCommands(program)
addMaintenanceCommands(program)
addConfigCommand(program)
// Not awaited here: a script, which is what an executable starts with, cannot.
program.parseAsync().catch(sayError)
