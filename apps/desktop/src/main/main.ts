import { join } from 'node:path'
import { currentProfile } from '@tidemark/control-socket'
import { app, ipcMain } from 'electron'
import { DesktopApp } from './desktop-app.js'
import { parseLaunchArgs } from './launch/launch-args.js'
import { LINK_SCHEME } from './links/parse-link.js'
import { registerPageScheme } from './page/serve-page.js'
import { SettingsFile } from './settings/settings-file.js'
import { setAppMenu } from './windows/app-menu.js'

/** The first instance goes on, a second one hands over what it was started with and ends. */
if (app.requestSingleInstanceLock()) {
  registerPageScheme()
  run().catch((error: unknown) => {
    console.error(error)
    app.exit(1)
  })
} else {
  app.quit()
}

async function run(): Promise<void> {
  // Without it, closing the window would end the app on all systems but macOS.
  app.on('window-all-closed', () => undefined)
  await app.whenReady()
  const { isPackaged } = app
  setAppMenu(isPackaged)
  if (isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  const desktop = new DesktopApp({
    app,
    ipc: ipcMain,
    bundleFolder: __dirname,
    profile: currentProfile(undefined),
    settings: await SettingsFile.open(join(app.getPath('userData'), 'settings.json')),
    installation: {
      isPackaged,
      resourcesPath: process.resourcesPath,
      appPath: app.getAppPath(),
      platform: process.platform,
      env: process.env,
    },
  })
  app.on('second-instance', (_, args) => desktop.launch(parseLaunchArgs(args)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    desktop.launch(parseLaunchArgs([url]))
  })
  app.on('activate', () => desktop.show('home'))
  app.on('will-quit', () => desktop[Symbol.dispose]())
  await desktop.open(parseLaunchArgs(process.argv))
}
