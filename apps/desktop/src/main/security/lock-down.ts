import { type App, type Session, shell, type WebContents } from 'electron'
import { isOwnPage } from '../page/page-address.js'
import { mayOpenOutside } from './outside-address.js'

/** Denies every permission: Electron grants all by default (SEC-124). */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}

/** Holds every web content, now and later, on the own page (SEC-120, SEC-122). */
export function lockNavigation(app: App, serverUrl: () => string | undefined): void {
  app.on('web-contents-created', (_, contents) => lock(contents, serverUrl))
}

function lock(contents: WebContents, serverUrl: () => string | undefined): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    // The page asks for the browser this way; a second window never opens.
    if (mayOpenOutside(url, serverUrl())) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
