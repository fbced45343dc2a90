import { join } from 'node:path'
import type { Status } from '@tidemark/control'
import type { ProfilePaths } from '@tidemark/control-socket'
import { type App, type IpcMain, nativeTheme, session } from 'electron'
import type { AppSettings } from '../ipc-contract/index.js'
import { AppStatus } from './app-status.js'
import { conditionsPorts } from './conditions/conditions-ports.js'
import { ConditionsTeller } from './conditions/conditions-teller.js'
import { DaemonLink, type LinkListener } from './daemon-link/daemon-link.js'
import { daemonPorts } from './daemon-link/daemon-ports.js'
import { appHandlers } from './ipc/app-handlers.js'
import { registerCalls } from './ipc/register-calls.js'
import type { LaunchRequest } from './launch/launch-args.js'
import { PendingLinkBox } from './links/pending-link.js'
import { LocalServer } from './local-server/local-server.js'
import { Notifier } from './notifications/notifier.js'
import { openFolder } from './opening/open-folder.js'
import type { PageView } from './page/page-address.js'
import { servePage } from './page/serve-page.js'
import { findExecutable, type Installation } from './programs/find-executable.js'
import { outlivingProgram } from './programs/outliving-copy.js'
import { denyPermissions, lockNavigation } from './security/lock-down.js'
import { applyAutostart } from './settings/autostart.js'
import type { SettingsFile } from './settings/settings-file.js'
import { ElectronKeyStore } from './token-custody/electron-key-store.js'
import { SealedTokenFile } from './token-custody/sealed-token-file.js'
import { TokenCustody } from './token-custody/token-custody.js'
import { AppTray } from './tray/app-tray.js'
import type { TrayAction } from './tray/tray-menu.js'
import { MainWindow } from './windows/main-window.js'
import { ENGLISH } from './wording/english.js'
import { KOREAN } from './wording/korean.js'
import { decideLanguage, type Words } from './wording/words.js'

/** What the app runs on. */
export interface Surroundings {
  readonly app: App
  readonly ipc: IpcMain
  readonly installation: Installation
  /** Folder of main.cjs, preload.cjs and the page. */
  readonly bundleFolder: string
  readonly profile: ProfilePaths
  readonly settings: SettingsFile
}

/** Puts the parts together and tells each what the others say. Decides nothing itself. */
export class DesktopApp implements Disposable {
  readonly #on: Surroundings
  readonly #links = new PendingLinkBox()
  readonly #window: MainWindow
  readonly #link: DaemonLink
  readonly #notifier: Notifier
  readonly #tray: AppTray
  readonly #server: LocalServer
  readonly #conditions: ConditionsTeller
  readonly #custody: TokenCustody
  readonly #status: AppStatus
  #last: Status | undefined

  constructor(on: Surroundings) {
    this.#on = on
    const { app, bundleFolder, installation, profile, settings } = on
    const version = app.getVersion()
    const programs = join(app.getPath('userData'), 'programs')
    const programOf = (name: 'tidemark' | 'tidemark-server') => () =>
      outlivingProgram(findExecutable(name, installation), installation, programs)
    this.#window = new MainWindow(bundleFolder)
    this.#link = new DaemonLink(
      daemonPorts(profile, programOf('tidemark'), version),
      this.#listener(),
      version,
    )
    this.#conditions = new ConditionsTeller(
      conditionsPorts((conditions) => this.#link.call('setConditions', conditions)),
    )
    this.#custody = this.#newCustody()
    this.#server = new LocalServer(programOf('tidemark-server'), app.getPath('userData'))
    this.#notifier = new Notifier(
      () => settings.current,
      () => this.#words,
      (view) => this.show(view),
    )
    this.#tray = new AppTray(
      trayImages(installation),
      () => ({
        status: this.#last,
        daemon: this.#link.state.state,
        words: this.#words,
        locale: this.#language,
      }),
      (action) => this.#act(action),
    )
    this.#status = new AppStatus({
      appVersion: version,
      locale: app.getLocale(),
      settings,
      links: this.#links,
      daemon: () => this.#link.state,
      hasTray: () => this.#tray.isShown,
      tokenStore: () => this.#custody.shown,
    })
  }

  /** Begins with what a launch asks for. Electron is ready. */
  async open(request: LaunchRequest): Promise<void> {
    const { app, bundleFolder, settings } = this.#on
    const { defaultSession } = session
    servePage(defaultSession.protocol, join(bundleFolder, 'renderer'))
    denyPermissions(defaultSession)
    lockNavigation(app, () => this.#last?.account?.serverUrl)
    this.#registerCalls()
    nativeTheme.themeSource = settings.current.theme
    this.launch(request)
    this.#link.open()
    await this.#tray.open(settings.current.showTray)
    this.#changed()
    await this.#server.resume()
  }

  /** This launch, or a second one: it shows the window unless the system started the app. */
  launch({ link, isHidden }: LaunchRequest): void {
    if (link !== undefined) this.#links.offer(link, this.#last)
    this.#changed()
    if (!isHidden) this.#window.show()
  }

  /** Opens the window at a view. */
  show(view: PageView): void {
    this.#window.show(view)
  }

  /** Lets go of the daemon, which goes on by itself. */
  [Symbol.dispose](): void {
    this.#notifier[Symbol.dispose]()
    this.#tray[Symbol.dispose]()
    this.#conditions[Symbol.dispose]()
    this.#link.close()
  }

  get #language() {
    return decideLanguage(this.#on.settings.current.language, this.#on.app.getLocale())
  }

  get #words(): Words {
    return this.#language === 'ko' ? KOREAN : ENGLISH
  }

  #listener(): LinkListener {
    return {
      onState: ({ state }) => {
        if (state === 'connected') void this.#conditions.look()
        this.#changed()
      },
      onStatus: (status) => {
        this.#last = status
        this.#window.send('daemon:status', status)
        this.#notifier.update(status)
        this.#keepToken(status)
        this.#tray.changed()
      },
      onActivity: (activity) => this.#window.send('daemon:activity', activity),
    }
  }

  #newCustody(): TokenCustody {
    const path = join(this.#on.app.getPath('userData'), 'device-key')
    return new TokenCustody({
      vault: new SealedTokenFile(path, new ElectronKeyStore()),
      holder: {
        readToken: () => this.#link.call('readToken', {}),
        placeToken: async (placing) => {
          await this.#link.call('placeToken', placing)
        },
      },
      isKeyStoreWanted: () => this.#on.settings.current.useKeyStore,
      onChange: () => this.#changed(),
      onFailure: (error) => reportError('the key of this device', error),
    })
  }

  #keepToken(status?: Status): void {
    this.#custody
      .update(status)
      .catch((error: unknown) => reportError('the key of this device', error))
  }

  #registerCalls(): void {
    registerCalls(this.#on.ipc, {
      app: appHandlers({
        status: this.#status,
        links: this.#links,
        server: this.#server,
        daemonStatus: () => this.#last,
        fetchVersion: (of) => this.#link.call('fetchVersion', of),
        writeDiagnostics: (path) => this.#link.call('writeDiagnostics', { path }),
        window: () => this.#window.current,
        changeSettings: (some) => this.#changeSettings(some),
        changed: () => this.#changed(),
        quit: (stopSyncing) => this.#quit(stopSyncing),
      }),
      daemon: (method, params) => this.#link.callChecked(method, params),
      isOwnWindow: (window) => this.#window.isOwn(window),
      onInternalError: reportError,
    })
  }

  async #changeSettings(some: Partial<AppSettings>): Promise<AppSettings> {
    const settings = await this.#on.settings.change(some)
    nativeTheme.themeSource = settings.theme
    this.#tray.setWanted(settings.showTray)
    if (some.useKeyStore !== undefined) this.#keepToken()
    if (some.startAtLogin !== undefined) await applyAutostart(this.#on.app, some.startAtLogin)
    this.#changed()
    return settings
  }

  #changed(): void {
    this.#tray.changed()
    this.#window.send('app:state', this.#status.current)
  }

  #act(action: TrayAction): void {
    this.#carryOut(action).catch((error: unknown) => reportError(action.do, error))
  }

  async #carryOut(action: TrayAction): Promise<void> {
    switch (action.do) {
      case 'show':
        return this.show(action.view)
      case 'openFolder':
        return await openFolder(this.#last, action.folderId, '')
      case 'pause':
      case 'resume':
        await this.#link.call(action.do, {})
        return
      case 'quit':
      case 'quitAndStop':
        return await this.#quit(action.do === 'quitAndStop')
    }
  }

  async #quit(stopSyncing: boolean): Promise<void> {
    // Else the link would start it again before the app is gone.
    if (stopSyncing) await this.#link.stopDaemon()
    this.#on.app.quit()
  }
}

/** Where the tray's images are: with a packaged app, or in the clone. */
function trayImages({ isPackaged, resourcesPath, appPath }: Installation): string {
  return isPackaged
    ? join(resourcesPath, 'tray')
    : join(appPath, 'packaging', 'icons', 'generated', 'tray')
}

/** The app has no log of its own: what a desktop session keeps of its programs' output has it. */
function reportError(what: string, error: unknown): void {
  console.error(`tidemark: ${what}:`, error)
}
