import { join } from 'node:path'
import type { Command } from './spawn-detached.js'

/** What decides where a program of the product is. */
export interface Installation {
  readonly isPackaged: boolean
  /** Folder of the files that come with a packaged app. */
  readonly resourcesPath: string
  /** Folder of the app's package.json: in a clone, apps/desktop. */
  readonly appPath: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

const SCRIPT = /\.[cm]?js$/
const ENVIRONMENT = {
  tidemark: 'TIDEMARK_EXECUTABLE',
  'tidemark-server': 'TIDEMARK_SERVER_EXECUTABLE',
} as const

/**
 * Where a program is. A packaged app starts the one that it ships and listens to no environment; a
 * clone takes the one that the environment names, else the clone's own. Scripts run on the Node of
 * PATH, because this process is Electron and its switch to run as Node is off (SEC-126).
 */
export function findExecutable(name: keyof typeof ENVIRONMENT, on: Installation): Command {
  if (on.isPackaged) {
    const suffix = on.platform === 'win32' ? '.exe' : ''
    return { command: join(on.resourcesPath, `${name}${suffix}`), args: [] }
  }
  const path = on.env[ENVIRONMENT[name]] ?? join(on.appPath, '..', '..', name)
  return SCRIPT.test(path) ? { command: 'node', args: [path] } : { command: path, args: [] }
}
