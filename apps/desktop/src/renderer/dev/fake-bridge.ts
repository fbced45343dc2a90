import type { AppSettings, AppState, TidemarkBridge } from '../../ipc-contract/index.js'
import { fakeDaemon } from './fake-daemon.js'
import { answer, type FakeWorld } from './fake-world.js'
import { type PictureName, STATUSES } from './pictures.js'
import { versionContent } from './version-contents.js'

interface FakeOptions {
  readonly picture: PictureName
  readonly theme: AppSettings['theme']
  readonly language: AppSettings['language']
}

/** `window.tidemark` over a world in memory. */
export function fakeBridge(options: FakeOptions): TidemarkBridge {
  const listeners = new Map<string, Set<(data: never) => void>>()
  const world: FakeWorld = {
    status: STATUSES[options.picture],
    appState: firstState(options),
    tell: (event, data) => {
      for (const listener of listeners.get(event) ?? []) {
        // Each listener was added for the event of this name.
        listener(data as never)
      }
    },
  }
  return {
    daemon: fakeDaemon(world, options.picture),
    app: fakeApp(world),
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener))
      return () => known.delete(listener)
    },
  }
}

function firstState({ picture, theme, language }: FakeOptions): AppState {
  return {
    appVersion: '0.1.0',
    daemon: {
      state: picture === 'starting' ? 'starting' : 'connected',
      error: null,
      version: '0.1.0',
    },
    settings: {
      theme,
      language,
      notifications: { conflicts: true, problems: true },
      startAtLogin: true,
      showTray: true,
      useKeyStore: true,
    },
    locale: 'en-US',
    hasTray: picture !== 'trouble',
    tokenStore:
      picture === 'trouble'
        ? { place: 'file', reason: 'no_key_store' }
        : { place: 'system', reason: null },
    pendingLink: null,
  }
}

function fakeApp(world: FakeWorld): TidemarkBridge['app'] {
  return {
    getState: () => answer(world.appState),
    changeSettings: (part) => {
      const settings = { ...world.appState.settings, ...part }
      world.appState = { ...world.appState, settings }
      world.tell('app:state', world.appState)
      return answer(settings)
    },
    chooseFolder: () => answer({ path: '/home/kim/Documents' }),
    openFolder: () => answer({}),
    readVersion: ({ nodeId, revisionId }) => answer(versionContent(nodeId, revisionId)),
    startServer: () => answer({ url: 'http://127.0.0.1:8484/', setupCode: 'TIDE-4Q7M' }),
    saveDiagnostics: () =>
      answer({ saved: { path: '/home/kim/tidemark-diagnostics.tar.gz', sizeBytes: 48_200 } }),
    quit: () => answer({}),
    confirmLink: () => {
      world.appState = { ...world.appState, pendingLink: null }
      world.tell('app:state', world.appState)
      return answer({ action: null })
    },
  }
}
