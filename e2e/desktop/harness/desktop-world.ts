import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TempFolder } from '../../harness/temp-folder.js'
import { endDaemon } from './daemon-pid.js'
import { DesktopProcess } from './desktop-process.js'
import { Screen } from './screen.js'
import { ScriptedDaemon } from './scripted-daemon.js'

export type { Page } from 'playwright-core'

/** A home of its own for the app, a screen, and what runs in it. Everything ends with it. */
export class DesktopWorld implements AsyncDisposable {
  readonly temp: TempFolder
  readonly screen: Screen
  readonly profile: string
  #app: DesktopProcess | undefined
  #daemon: ScriptedDaemon | undefined

  private constructor(temp: TempFolder, screen: Screen) {
    this.temp = temp
    this.screen = screen
    this.profile = temp.join('profile')
  }

  static async make(): Promise<DesktopWorld> {
    const temp = await TempFolder.make('desktop')
    await mkdir(temp.join('home'))
    await pretendTrayHost(temp.join('tools'))
    return new DesktopWorld(temp, await Screen.open())
  }

  /** Starts the app; with a profile of its own unless another one is named. */
  async startApp(...args: string[]): Promise<DesktopProcess> {
    return await this.startAppOn(this.profile, ...args)
  }

  async startAppOn(profile: string, ...args: string[]): Promise<DesktopProcess> {
    const { display } = this.screen
    const [home, tools] = [this.temp.join('home'), this.temp.join('tools')]
    const place = { home, profile, display, tools }
    this.#app = await DesktopProcess.start(place, ...args)
    return this.#app
  }

  /** A daemon of which the test says what it says. */
  async scriptDaemon(): Promise<ScriptedDaemon> {
    this.#daemon = await ScriptedDaemon.start(this.profile)
    return this.#daemon
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.[Symbol.asyncDispose]()
    if (this.#daemon === undefined) await endDaemon(this.profile)
    await this.#daemon?.[Symbol.asyncDispose]()
    await this.screen[Symbol.asyncDispose]()
    await this.temp[Symbol.asyncDispose]()
  }
}

/** A desktop that shows tray icons, as far as the app asks: it does so by this program. */
async function pretendTrayHost(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'busctl'), '#!/bin/sh\necho b true\n', { mode: 0o755 })
}
