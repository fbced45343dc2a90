import type { Command } from 'commander'
import type { ServerConfig } from '../config/config.js'
import { SETTINGS } from '../config/settings.js'
import { say } from './console.js'
import { configFrom, type DataFlags, withDataOptions } from './data-options.js'

/** `config`: every setting with its value, where that came from and what it means. */
export function addConfigCommand(program: Command): void {
  const command = program.command('config').description('show the effective configuration')
  withDataOptions(command).action(showConfig)
}

async function showConfig(data: DataFlags): Promise<void> {
  const { config, sources } = await configFrom(data)
  for (const [name, { env, describes }] of Object.entries(SETTINGS)) {
    const key = name as keyof ServerConfig // the keys of SETTINGS are those of ServerConfig
    const value = config[key]
    const shown = Array.isArray(value) ? value.join(',') : String(value)
    say(`${name} = ${shown}   [${sources[key]}]`)
    say(`    ${describes} (${env})`)
  }
}
