import { hostname } from 'node:os'
import type { AccountStatus, MethodParams } from '@tidemark/control'
import { AppError, type DeviceResponse, MAX_LABEL_CHARS, type ServerInfo } from '@tidemark/protocol'
import type { HttpConnections } from '../adapters/remote-http/exchange.js'
import { ServerClient } from '../adapters/remote-http/server-client.js'
import { parseServerUrl } from '../adapters/remote-http/server-url.js'
import type { LinkedFolder, SignIn } from '../profile/config.js'
import type { Profile } from '../profile/profile.js'
import { VERSION } from '../version.js'
import { accountStatus } from './folder-status.js'
import type { Logger } from './logger.js'

type LoginParams = MethodParams<'login'>

export interface AccountsOptions {
  readonly profile: Profile
  readonly connections: HttpConnections
  readonly log: Logger
}

/** Signs this device in and out, and makes clients that carry its token. */
export class Accounts {
  readonly #profile: Profile
  readonly #connections: HttpConnections
  readonly #log: Logger

  constructor({ profile, connections, log }: AccountsOptions) {
    this.#profile = profile
    this.#connections = connections
    this.#log = log
  }

  get signIn(): SignIn | undefined {
    return this.#profile.config.current.signIn
  }

  /** @throws AppError `not_signed_in` */
  getSignIn(): SignIn {
    if (this.signIn === undefined) throw new AppError('not_signed_in')
    return this.signIn
  }

  /** The device's own token. @throws AppError `not_signed_in` */
  async getToken(): Promise<string> {
    return await this.#profile.getToken()
  }

  /** A client of the signed-in device. @throws AppError `not_signed_in` */
  async client(): Promise<ServerClient> {
    const { serverUrl, serverId } = this.getSignIn()
    const token = await this.getToken()
    return this.#newClient(new URL(serverUrl), { token, serverId })
  }

  /** Makes the first account of a server, then signs in. */
  async setUp(params: MethodParams<'setup'>, signal: AbortSignal): Promise<AccountStatus> {
    const { code, login, password } = params
    const client = this.#newClient(this.#urlOf(params))
    await client.call('setUp', { json: { code, login, password }, tries: 1 }, signal)
    const { code: _, ...rest } = params
    return await this.logIn(rest, signal)
  }

  /**
   * Signs in and stores the device's own token. The password is used once and never stored.
   * @throws AppError `wrong_credentials`; `server_changed` when linked folders belong to another
   *   server or account and `acceptNewServer` is not set (E103).
   */
  async logIn(params: LoginParams, signal: AbortSignal): Promise<AccountStatus> {
    const url = this.#urlOf(params)
    const info: ServerInfo = await this.#newClient(url).call('getServer', { tries: 2 }, signal)
    const client = this.#newClient(url, { serverId: info.serverId })
    const { login, password } = params
    const session = await client.call(
      'openSession',
      { json: { login, password }, tries: 1 },
      signal,
    )
    const owner = { serverId: info.serverId, accountId: session.accountId }
    const strangers = this.#profile.config.current.folders.filter((row) => !isOwnedBy(row, owner))
    if (strangers.length > 0 && !params.acceptNewServer) {
      throw new AppError('server_changed', { server: url.href, folders: strangers.length })
    }
    const deviceName = params.deviceName ?? this.signIn?.deviceName ?? defaultDeviceName()
    const device = await client.call(
      'addDevice',
      { json: { name: deviceName, platform: platformName() }, token: session.token, tries: 1 },
      signal,
    )
    await this.#keep(device, {
      serverUrl: url.href,
      ...owner,
      login,
      deviceId: device.deviceId,
      deviceName,
      allowInsecure: params.allowInsecure ?? false,
    })
    await this.#closeSession(client, session.token, signal)
    return accountStatus(this.getSignIn())
  }

  /** Revokes the token and forgets it. Without a connection it is forgotten all the same. */
  async logOut(signal: AbortSignal): Promise<void> {
    const { deviceId } = this.getSignIn()
    try {
      const client = await this.client()
      await client.call('revokeDevice', { params: { deviceId }, tries: 1 }, signal)
    } catch (error) {
      this.#log.warn({ error }, 'signed out here, but the server could not be told')
    }
    await this.#profile.removeToken()
    await this.#profile.config.update(({ signIn: _, ...rest }) => rest)
  }

  async #keep(device: DeviceResponse, signIn: SignIn): Promise<void> {
    // Token first: a sign-in without its token could do nothing.
    await this.#profile.setToken(device.token)
    await this.#profile.config.update((config) => ({ ...config, signIn }))
  }

  async #closeSession(client: ServerClient, token: string, signal: AbortSignal): Promise<void> {
    try {
      await client.call('closeSession', { token, tries: 1 }, signal)
    } catch (error) {
      // It ends by itself within the hour.
      this.#log.warn({ error }, 'session not closed')
    }
  }

  #urlOf({ server, allowInsecure = false }: LoginParams): URL {
    return parseServerUrl(server, { allowInsecure })
  }

  #newClient(baseUrl: URL, known: { token?: string; serverId?: string } = {}): ServerClient {
    return new ServerClient({
      connections: this.#connections,
      baseUrl,
      userAgent: `tidemark/${VERSION}`,
      random: Math.random,
      ...known,
    })
  }
}

/** Whether a folder's space belongs to that account on that server. */
export function isOwnedBy(
  folder: LinkedFolder,
  owner: Pick<SignIn, 'serverId' | 'accountId'>,
): boolean {
  return folder.serverId === owner.serverId && folder.accountId === owner.accountId
}

function platformName(): 'linux' | 'macos' | 'windows' | 'other' {
  switch (process.platform) {
    case 'linux':
      return 'linux'
    case 'darwin':
      return 'macos'
    case 'win32':
      return 'windows'
    default:
      return 'other'
  }
}

function defaultDeviceName(): string {
  const name = hostname()
    .replace(/[\p{Cc}]/gu, '')
    .slice(0, MAX_LABEL_CHARS)
  return name === '' ? 'computer' : name
}
