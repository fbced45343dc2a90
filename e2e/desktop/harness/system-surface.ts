import type { ElectronApplication } from 'playwright-core'

/** What the app has handed to the system it runs on. */
interface Outside {
  /** Of the tray's icon. */
  readonly tooltip: string
  readonly menu: readonly string[]
  readonly notices: readonly { readonly title: string; readonly body: string }[]
}

/** The same inside the app's process, with what can be clicked. */
interface Recorded {
  tooltip: string
  menu: Electron.Menu | undefined
  readonly notices: Electron.Notification[]
}

/**
 * Takes the place of the system's tray and notices from now on: whatever Electron is asked to show
 * is kept, and a click is what the system would tell of one.
 */
export class SystemSurface {
  readonly #app: ElectronApplication

  private constructor(app: ElectronApplication) {
    this.#app = app
  }

  static async watch(app: ElectronApplication): Promise<SystemSurface> {
    await app.evaluate(({ Notification, Tray }) => {
      const recorded: Recorded = { tooltip: '', menu: undefined, notices: [] }
      Object.assign(globalThis, { recorded })
      Tray.prototype.setToolTip = (text) => {
        recorded.tooltip = text
      }
      Tray.prototype.setContextMenu = (menu) => {
        recorded.menu = menu ?? undefined
      }
      Notification.isSupported = () => true
      Notification.prototype.show = function () {
        recorded.notices.push(this)
      }
    })
    return new SystemSurface(app)
  }

  async read(): Promise<Outside> {
    return await this.#app.evaluate(() => {
      const { recorded } = globalThis as unknown as { recorded: Recorded } // put there by watch()
      const { tooltip, menu, notices } = recorded
      return {
        tooltip,
        menu: (menu?.items ?? []).map(({ label }) => label).filter((label) => label !== ''),
        notices: notices.map(({ title, body }) => ({ title, body })),
      }
    })
  }

  async clickLastNotice(): Promise<void> {
    await this.#app.evaluate(() => {
      const { recorded } = globalThis as unknown as { recorded: Recorded } // put there by watch()
      recorded.notices.at(-1)?.emit('click')
    })
  }

  async clickMenu(label: string): Promise<void> {
    await this.#app.evaluate((_, wanted) => {
      const { recorded } = globalThis as unknown as { recorded: Recorded } // put there by watch()
      recorded.menu?.items.find((item) => item.label === wanted)?.click()
    }, label)
  }
}
