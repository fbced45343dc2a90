import { hostname } from 'node:os'
import type {
  AccountStatus,
  KeptToken,
  MethodParams,
  MethodResult,
  TokenPlacing,
} from '@tidemark/control'
import {
  AppError,
  type DeviceResponse,
  MAX_LABEL_CHARS,
  type Pairing,
  type PairingId,
  type ServerInfo,
} from '@tidemark/protocol'
import type { HttpConnections } from '../adapters/remote-http/exchange.js'
import { ServerClient } from '../adapters/remote-http/server-client.js'
import { parseServerUrl } from '../adapters/remote-http/server-url.js'
import type { LinkedFolder, SignIn } from '../profile/config.js'
import type { Profile } from '../profile/profile.js'
import { VERSION } from '../version.js'
import { accountStatus } from './folder-status.js'
import type { Logger } from './logger.js'

type LoginParams = MethodParams<'login'>
/** What every way to sign in says. */
type Joining = Omit<LoginParams, 'login' | 'password'>
type Owner = Pick<SignIn, 'serverId' | 'accountId'>

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

  /** The device's own token. @throws AppError `not_signed_in`, `sign_in_locked` */
  async getToken(): Promise<string> {
    this.getSignIn()
    const token = this.#profile.token.find()
    if (token === undefined) throw new AppError('sign_in_locked')
    return token
  }

  /** The token and whose it is, for a key store. @throws AppError as `getToken` */
  async readToken(): Promise<KeptToken> {
    return { deviceId: this.getSignIn().deviceId, token: await this.getToken() }
  }

  /**
   * Has the token where a client says. Its file goes only on the word of somebody who shows that he
   * has the same token, and a token that is missing is taken for the device that it is of.
   * @throws AppError `invalid_request` for the token of another device or another one than ours.
   */
  async placeToken({ deviceId, token, place }: TokenPlacing): Promise<void> {
    const own = this.#profile.token.find() ?? token
    if (this.getSignIn().deviceId !== deviceId || own !== token) {
      throw new AppError('invalid_request', { problem: 'this is not the key of this device' })
    }
    await this.#profile.token.keep(token, place)
    this.#log.info({ place }, 'the key of this device is kept')
  }

  /** A client of the signed-in device. @throws AppError as `getToken` */
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
    this.#requireOwner(owner, params, url)
    const deviceName = this.#nameFor(params)
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

  /**
   * Joins an account with a code that another device shows. What can be refused without the code is
   * refused first, because a code is good once.
   * @throws AppError `pairing_code_wrong`; `server_changed` as `logIn`, and then the device that has
   *   just been registered is revoked.
   */
  async pair(params: MethodParams<'pair'>, signal: AbortSignal): Promise<AccountStatus> {
    const url = this.#urlOf(params)
    const { serverId } = await this.#newClient(url).call('getServer', { tries: 2 }, signal)
    const isOther = this.#profile.config.current.folders.some((row) => row.serverId !== serverId)
    if (isOther && !params.acceptNewServer)
      throw new AppError('server_changed', { server: url.href })
    const client = this.#newClient(url, { serverId })
    const deviceName = this.#nameFor(params)
    const json = { code: params.code, name: deviceName, platform: platformName() }
    const device = await client.call('claimPairing', { json, tries: 1 }, signal)
    const { deviceId, accountId, login, token } = device
    const owner = { serverId, accountId }
    try {
      this.#requireOwner(owner, params, url)
    } catch (error) {
      await client.call('revokeDevice', { params: { deviceId }, token, tries: 2 }, signal)
      throw error
    }
    await this.#keep(device, {
      serverUrl: url.href,
      ...owner,
      login,
      deviceId,
      deviceName,
      allowInsecure: params.allowInsecure ?? false,
    })
    return accountStatus(this.getSignIn())
  }

  /** A code for a new device, and where it is to be given. */
  async makePairingCode(signal: AbortSignal): Promise<MethodResult<'makePairingCode'>> {
    const { serverUrl } = this.getSignIn()
    const pairing = await (await this.client()).call('addPairing', { tries: 1 }, signal)
    return { ...pairing, serverUrl }
  }

  /** What has become of a code of ours. @throws AppError `not_found` */
  async pairing(pairingId: PairingId, signal: AbortSignal): Promise<Pairing> {
    return await (await this.client()).call('getPairing', { params: { pairingId } }, signal)
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
    await this.#profile.token.forget()
    await this.#profile.config.update(({ signIn: _, ...rest }) => rest)
  }

  /** Linked folders stay with the account that they belong to. @throws AppError `server_changed` */
  #requireOwner(owner: Owner, { acceptNewServer }: Joining, url: URL): void {
    const strangers = this.#profile.config.current.folders.filter((row) => !isOwnedBy(row, owner))
    if (strangers.length === 0 || acceptNewServer) return
    throw new AppError('server_changed', { server: url.href, folders: strangers.length })
  }

  #nameFor({ deviceName }: Joining): string {
    return deviceName ?? this.signIn?.deviceName ?? defaultDeviceName()
  }

  async #keep(device: Pick<DeviceResponse, 'token'>, signIn: SignIn): Promise<void> {
    // Token first: a sign-in without its token could do nothing.
    await this.#profile.token.keep(device.token, 'file')
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

  #urlOf({ server, allowInsecure = false }: Joining): URL {
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
export function isOwnedBy(folder: LinkedFolder, owner: Owner): boolean {
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
