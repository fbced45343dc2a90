import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import {
  APP_CALL_NAMES,
  appChannel,
  DAEMON_CALL_NAMES,
  daemonChannel,
  EVENT_NAMES,
} from '../ipc-contract/index.js'

/** A function per call of the contract, each tied to its own channel: none takes a channel. */
function callsOf(names: readonly string[], channelOf: (name: string) => string) {
  return Object.fromEntries(
    names.map((name) => {
      const channel = channelOf(name)
      return [name, (params: unknown) => ipcRenderer.invoke(channel, params)]
    }),
  )
}

function listen(event: string, listener: (data: unknown) => void): () => void {
  if (!EVENT_NAMES.some((name) => name === event)) throw new Error(`no such event: ${event}`)
  // The event's own object holds ipcRenderer: a page gets the data alone.
  const forward = (_: IpcRendererEvent, data: unknown) => listener(data)
  ipcRenderer.on(event, forward)
  return () => {
    ipcRenderer.off(event, forward)
  }
}

contextBridge.exposeInMainWorld('tidemark', {
  daemon: callsOf(DAEMON_CALL_NAMES, daemonChannel),
  app: callsOf(APP_CALL_NAMES, appChannel),
  on: listen,
})
