import {
  BandwidthSchema,
  DEFAULT_SYNC_SETTINGS,
  PauseRulesSchema,
  SyncSettingsSchema,
} from '@tidemark/control'
import {
  type AccountId,
  AppError,
  type DeviceId,
  idSchema,
  type NodeId,
  type SpaceId,
  strictObject,
} from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { findText, writePrivateFile } from './private-files.js'

const linkedFolder = {
  /** Names the folder's state on this device; 32 hex digits. */
  folderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  path: Type.String({ minLength: 1 }),
  spaceId: idSchema<SpaceId>(),
  spaceName: Type.String(),
  /** Whose space it is: never synced with anybody else's by accident (E103). */
  serverId: Type.String({ minLength: 1 }),
  accountId: idSchema<AccountId>(),
}
const LinkedFolderSchema = strictObject({
  ...linkedFolder,
  /** Kept online only on this device, with all that is in them. */
  deselected: Type.Array(idSchema<NodeId>()),
})
export type LinkedFolder = Static<typeof LinkedFolderSchema>

const SignInSchema = strictObject({
  serverUrl: Type.String({ minLength: 1 }),
  /** Who answered there when this device signed in (E103). */
  serverId: Type.String({ minLength: 1 }),
  accountId: idSchema<AccountId>(),
  login: Type.String(),
  deviceId: idSchema<DeviceId>(),
  deviceName: Type.String(),
  /** `http://` beyond loopback was allowed (SEC-129). */
  allowInsecure: Type.Boolean(),
})
export type SignIn = Static<typeof SignInSchema>

const signIn = Type.Optional(SignInSchema)
const oldFolders = Type.Array(strictObject(linkedFolder))
const ConfigV1Schema = strictObject({ version: Type.Literal(1), signIn, folders: oldFolders })
const ConfigV2Schema = strictObject({
  version: Type.Literal(2),
  signIn,
  folders: oldFolders,
  settings: strictObject({ bandwidth: BandwidthSchema, pauseRules: PauseRulesSchema }),
})
const ConfigSchema = strictObject({
  version: Type.Literal(3),
  signIn,
  folders: Type.Array(LinkedFolderSchema),
  settings: SyncSettingsSchema,
})
export type Config = Static<typeof ConfigSchema>

const EMPTY: Config = { version: 3, folders: [], settings: DEFAULT_SYNC_SETTINGS }
const isConfig = Compile(ConfigSchema)

/** The profile's configuration: read once, replaced whole on each change. */
export class ConfigFile {
  readonly #path: string
  #current: Config
  #lastWrite: Promise<void> = Promise.resolve()

  private constructor(path: string, current: Config) {
    this.#path = path
    this.#current = current
  }

  /**
   * Reads the file; an absent one is an empty configuration.
   * @throws AppError `config_invalid`: a damaged one is never overwritten.
   */
  static async open(path: string): Promise<ConfigFile> {
    const text = await findText(path)
    return new ConfigFile(path, text === undefined ? EMPTY : parseConfig(text, path))
  }

  get current(): Config {
    return this.#current
  }

  /** Changes the configuration; durable when it resolves. Updates are written in order. */
  async update(change: (current: Config) => Config): Promise<void> {
    const next = change(this.#current)
    const write = this.#lastWrite
      // An earlier failure was reported to its own caller.
      .catch(() => undefined)
      .then(() => writePrivateFile(this.#path, `${JSON.stringify(next, null, 2)}\n`))
    this.#current = next
    this.#lastWrite = write
    await write
  }
}

/** Reads every version of the form there was. @throws AppError `config_invalid` saying where. */
export function parseConfig(text: string, path: string): Config {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('config_invalid', { path, problem: 'not JSON' }, { cause })
  }
  if (isConfig.Check(value)) return value
  // Compiled only here: each is read once in the life of a profile.
  if (Compile(ConfigV1Schema).Check(value)) return upgraded(value, {})
  if (Compile(ConfigV2Schema).Check(value)) return upgraded(value, value.settings)
  const [first] = isConfig.Errors(value)
  const at = first?.instancePath ?? ''
  throw new AppError('config_invalid', { path, problem: `unknown form at ${at || '/'}` })
}

/** An older configuration: all of every folder is on this device. */
function upgraded(
  older: Static<typeof ConfigV1Schema> | Static<typeof ConfigV2Schema>,
  settings: Partial<Config['settings']>,
): Config {
  return {
    ...older,
    version: 3,
    folders: older.folders.map((folder) => ({ ...folder, deselected: [] })),
    settings: { ...DEFAULT_SYNC_SETTINGS, ...settings },
  }
}
