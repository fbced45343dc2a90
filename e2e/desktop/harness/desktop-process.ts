import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { eventually } from '../../harness/eventually.js'
import { childEnvironment } from '../../harness/executable.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of an Electron executable; see e2e/vitest.config.mjs. */
    electron: string
  }
}

const APP = resolve(import.meta.dirname, '../../../apps/desktop')

/** Where a test's app keeps its things, and what it shows itself on. */
export interface DesktopPlace {
  /** Folder that is home, configuration and data of the app at once. */
  readonly home: string
  readonly profile: string
  readonly display: string
  /** The program that it starts as daemon; the clone's own by default. */
  readonly daemon?: string
  /** Folder of programs that are found before those of the system. */
  readonly tools?: string
}

/** The built desktop app in a real Electron. */
export class DesktopProcess implements AsyncDisposable {
  readonly app: ElectronApplication
  readonly #place: DesktopPlace

  private constructor(app: ElectronApplication, place: DesktopPlace) {
    this.app = app
    this.#place = place
  }

  static async start(place: DesktopPlace, ...args: string[]): Promise<DesktopProcess> {
    const app = await electron.launch({
      executablePath: inject('electron'),
      args: [...switches(), APP, ...args],
      env: environmentOf(place),
      timeout: 120_000,
    })
    return new DesktopProcess(app, place)
  }

  /** The window's page, loaded. */
  async page(): Promise<Page> {
    const page = await this.app.firstWindow({ timeout: 120_000 })
    await page.waitForFunction(() => 'tidemark' in window)
    return page
  }

  /** Starts the app once more as a person would; resolves with its exit code. */
  async launchAgain(...args: string[]): Promise<number | null> {
    const second = spawn(inject('electron'), [...switches(), APP, ...args], {
      env: environmentOf(this.#place),
      stdio: 'ignore',
    })
    return await new Promise((done) => second.once('exit', done))
  }

  /** Addresses of all windows, in the order in which they opened. */
  windows(): string[] {
    return this.app.windows().map((page) => page.url())
  }

  /** State of the app as its page sees it, once `holds`. */
  async eventuallyState<T>(what: string, find: (page: Page) => Promise<T | undefined>): Promise<T> {
    const page = await this.page()
    return await eventually(what, () => find(page), { timeoutMs: 120_000 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close()
  }
}

/** Chromium's own sandbox needs a user that is not root. */
function switches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

function environmentOf({
  home,
  profile,
  display,
  daemon,
  tools,
}: DesktopPlace): Record<string, string> {
  const settings = {
    HOME: home,
    DISPLAY: display,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TIDEMARK_PROFILE: profile,
    // A server would outlive the test that made the app start one.
    TIDEMARK_SERVER_EXECUTABLE: join(home, 'no-server'),
    ...(daemon === undefined ? {} : { TIDEMARK_EXECUTABLE: daemon }),
    ...(tools === undefined ? {} : { PATH: `${tools}${delimiter}${process.env.PATH}` }),
  }
  const entries = Object.entries(childEnvironment(settings))
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
