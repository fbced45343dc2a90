import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Executables, endProcess } from './executables.mjs'

const LOGIN = 'me'
const SPACE = 'Tidemark'

/**
 * A server and one synced folder that stay: everything lies in one folder of the clone, and a
 * second start goes on where the first one ended.
 */
export class TryOut {
  #executables
  #home
  #server

  constructor(root, home) {
    this.#executables = new Executables(root)
    this.#home = home
    mkdirSync(home, { recursive: true, mode: 0o700 })
  }

  get folder() {
    return join(this.#home, 'Tidemark')
  }

  get profile() {
    return join(this.#home, 'profile')
  }

  /** Starts the server; `args` are those of `tidemark-server serve`. */
  async startServer(args) {
    const data = join(this.#home, 'server')
    this.#server = await this.#executables.startServer(['--data', data, ...args])
    return this.#server
  }

  /** Signs this computer in, with a new account on a new server, and links the folder. */
  async startClient() {
    const { url, setupCode } = this.#server
    const password = this.#password()
    const { account, folders } = JSON.parse(await this.#run(['status', '--json']))
    // A second start must not register this computer once more.
    if (
      account === null ||
      setupCode !== null ||
      new URL(account.serverUrl).href !== new URL(url).href
    ) {
      const command = setupCode === null ? ['login', url] : ['setup', url, '--code', setupCode]
      await this.#run([...command, '--login', LOGIN, '--password-stdin'], `${password}\n`)
    }
    if (folders.length === 0) await this.#run(['link', this.folder, '--space', SPACE])
    return { login: LOGIN, password, space: SPACE }
  }

  #password() {
    const file = join(this.#home, 'password')
    if (!existsSync(file)) {
      writeFileSync(file, `${randomBytes(9).toString('base64url')}\n`, { mode: 0o600 })
    }
    chmodSync(file, 0o600)
    return readFileSync(file, 'utf8').trim()
  }

  async #run(args, input) {
    const { code, text } = await this.#executables.tidemark(this.profile, args, input)
    if (code !== 0) throw new Error(`tidemark ${args.join(' ')}\n${text}`)
    return text
  }

  /** Resolves when the server ended by itself. */
  async serverEnded() {
    await new Promise((done) => this.#server.child.once('exit', done))
  }

  async [Symbol.asyncDispose]() {
    await this.#executables.tidemark(this.profile, ['--no-start', 'stop'])
    if (this.#server !== undefined) await endProcess(this.#server.child)
  }
}
