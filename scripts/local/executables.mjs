import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readJson } from '../suites/workspaces.mjs'

/** Runs what was built, the way an installed Tidemark is run. */
export class Executables {
  #root

  constructor(root) {
    this.#root = root
  }

  path(app, name) {
    const directory = join(this.#root, 'apps', app)
    return join(directory, readJson(join(directory, 'package.json')).bin[name])
  }

  /**
   * Starts a server.
   * @returns {Promise<{ child: import('node:child_process').ChildProcess, url: string,
   *   setupCode: string | null, dataFolder: string }>} when it answers; rejects when it ends first.
   */
  async startServer(args) {
    const command = [this.path('server', 'tidemark-server'), 'serve', '--json', ...args]
    const env = { TIDEMARK_LOG_LEVEL: 'warn', ...process.env }
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The server ended with exit code ${code}.`)
      }),
    ])
    return { child, ...JSON.parse(line) }
  }

  /** Runs a `tidemark` command to its end. @returns {Promise<{ code: number, text: string }>} */
  async tidemark(profile, args, input = '') {
    const command = [this.path('daemon', 'tidemark'), '--profile', profile, ...args]
    const child = spawn(process.execPath, command)
    child.stdin.end(input)
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => chunks.push(data))
    }
    const [code] = await once(child, 'close')
    return { code, text: Buffer.concat(chunks).toString().trimEnd() }
  }
}

/** Asks a process to end and waits until it has. */
export async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
