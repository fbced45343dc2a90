import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '@tidemark/protocol'
import type { ServerConfig } from './config.js'
import { SETTINGS, type Setting } from './settings.js'

type Key = keyof ServerConfig

/** Where a value came from. */
type ConfigSource = 'flag' | 'environment' | 'file' | 'default'

/** The effective configuration, and where each value came from. */
export interface LoadedConfig {
  readonly config: ServerConfig
  readonly sources: Readonly<Record<Key, ConfigSource>>
}

export interface ConfigInputs {
  /** Values of command line flags. */
  readonly flags: Partial<Record<Key, string>>
  readonly env: NodeJS.ProcessEnv
  /** Configuration file; without it DATA/config.json is read when it exists. */
  readonly file?: string
}

/**
 * Flags win over the environment, that over the file, that over the defaults.
 * @throws AppError `config_invalid` naming the setting, where it was given and what it takes
 */
export async function loadConfig({ flags, env, file }: ConfigInputs): Promise<LoadedConfig> {
  const dataFolder = resolve(
    flags.dataFolder ?? env[SETTINGS.dataFolder.env] ?? SETTINGS.dataFolder.fallback,
  )
  const fromFile = await readConfigFile(file ?? join(dataFolder, 'config.json'), file !== undefined)
  const values: Partial<Record<Key, unknown>> = {}
  const sources: Partial<Record<Key, ConfigSource>> = {}
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const key = name as Key // the keys of SETTINGS are those of ServerConfig
    const found = pick(flags[key], env[setting.env], fromFile[key])
    sources[key] = found?.source ?? 'default'
    values[key] = found === undefined ? setting.fallback : parse(key, setting, found)
  }
  // Every key was given a value of its setting's type just above.
  const config = { ...(values as unknown as ServerConfig), dataFolder }
  return { config, sources: sources as Readonly<Record<Key, ConfigSource>> } // likewise
}

interface Found {
  readonly source: ConfigSource
  readonly text: string
}

function pick(flag?: string, env?: string, file?: string): Found | undefined {
  if (flag !== undefined) return { source: 'flag', text: flag }
  if (env !== undefined) return { source: 'environment', text: env }
  return file === undefined ? undefined : { source: 'file', text: file }
}

function parse(key: Key, setting: Setting, { source, text }: Found): unknown {
  const value = setting.parse(text)
  if (typeof value === 'object' && value !== null && 'problem' in value) {
    throw new AppError('config_invalid', {
      setting: source === 'environment' ? setting.env : key,
      givenIn: source,
      problem: String(value.problem),
    })
  }
  return value
}

async function readConfigFile(
  path: string,
  isRequired: boolean,
): Promise<Partial<Record<Key, string>>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (!isRequired) return {}
    throw new AppError('config_invalid', { file: path, problem: 'cannot be read' }, { cause })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new AppError('config_invalid', { file: path, problem: 'is not JSON' }, { cause })
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AppError('config_invalid', { file: path, problem: 'must hold an object' })
  }
  const values: Partial<Record<Key, string>> = {}
  for (const [key, value] of Object.entries(json)) {
    if (!Object.hasOwn(SETTINGS, key)) {
      throw new AppError('config_invalid', { file: path, problem: `unknown setting ${key}` })
    }
    values[key as Key] = Array.isArray(value) ? value.join(',') : String(value) // checked above
  }
  return values
}
