import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readJson } from '../suites/workspaces.mjs'

/** A server and devices of their own in one temporary folder, run from what was built. */
export class DemoWorld {
  #root
  #server
  #profiles = []
  #isClosed = false

  constructor(root) {
    this.#root = root
    this.folder = mkdtempSync(join(tmpdir(), 'tidemark-demo-'))
  }

  /** Starts the server. @returns {Promise<{ url: string, setupCode: string }>} when it answers. */
  async startServer() {
    const args = [this.#executable('server', 'tidemark-server'), 'serve', '--port', '0', '--json']
    const env = {
      ...process.env,
      TIDEMARK_DATA: join(this.folder, 'server'),
      TIDEMARK_LOG_LEVEL: 'warn',
    }
    this.#server = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: this.#server.stdout })
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(this.#server, 'exit').then(([code]) => {
        throw new Error(`The server ended with exit code ${code}.`)
      }),
    ])
    return JSON.parse(line)
  }

  /** A device: a profile and a folder. Its `run` shows a command and what it prints. */
  addDevice(name) {
    const profile = join(this.folder, 'profiles', name)
    const folder = join(this.folder, name)
    for (const path of [profile, folder]) mkdirSync(path, { recursive: true, mode: 0o700 })
    this.#profiles.push(profile)
    return { name, folder, run: (args, input) => this.#tidemark(name, profile, args, input) }
  }

  async #tidemark(name, profile, args, input = '') {
    if (this.#isClosed) throw new Error('The demo has ended.')
    const shown = args.map((arg) => this.#shorten(arg))
    console.log(`\n[${name}] $ tidemark ${shown.join(' ')}`)
    const command = [this.#executable('daemon', 'tidemark'), '--profile', profile, ...args]
    const child = spawn(process.execPath, command)
    child.stdin.end(input)
    const chunks = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => chunks.push(data))
    const [code] = await once(child, 'close')
    const text = this.#shorten(Buffer.concat(chunks).toString().trimEnd())
    if (text !== '') console.log(text)
    return code === 0
  }

  #shorten(text) {
    return text.replaceAll(join(this.folder, '/'), '')
  }

  #executable(app, name) {
    const directory = join(this.#root, 'apps', app)
    return join(directory, readJson(join(directory, 'package.json')).bin[name])
  }

  async [Symbol.asyncDispose]() {
    this.#isClosed = true
    for (const profile of this.#profiles) {
      const command = [
        this.#executable('daemon', 'tidemark'),
        '--profile',
        profile,
        '--no-start',
        'stop',
      ]
      spawnSync(process.execPath, command)
    }
    const isRunning = this.#server?.exitCode === null && this.#server.signalCode === null
    if (isRunning) {
      this.#server.kill('SIGTERM')
      await once(this.#server, 'exit')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
