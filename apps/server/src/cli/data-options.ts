import { type Command, Option } from 'commander'
import type { LoadedConfig } from '../config/load-config.js'
import { loadConfig } from '../config/load-config.js'

/** Flags that every command takes. */
export interface DataFlags {
  readonly data?: string
  readonly config?: string
  readonly masterKey?: string
}

/** Adds the flags that say which server's data is meant. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(new Option('--data <folder>', 'data folder of the server'))
    .addOption(new Option('--config <file>', 'configuration file'))
    .addOption(new Option('--master-key <file>', 'file of the master key'))
}

/** The configuration that these flags and the environment make. */
export async function configFrom(
  { data, config, masterKey }: DataFlags,
  flags: Readonly<Record<string, string>> = {},
): Promise<LoadedConfig> {
  return loadConfig({
    flags: {
      ...flags,
      ...(data === undefined ? {} : { dataFolder: data }),
      ...(masterKey === undefined ? {} : { masterKeyFile: masterKey }),
    },
    env: process.env,
    ...(config === undefined ? {} : { file: config }),
  })
}
