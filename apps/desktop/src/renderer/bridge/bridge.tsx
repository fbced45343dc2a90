import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react'
import type { AppState, Status, TidemarkBridge } from '../../ipc-contract/index.js'
import { type Live, liveValue } from './live.js'

interface Bridged {
  readonly bridge: TidemarkBridge
  readonly status: Live<Status>
  readonly appState: Live<AppState>
}

const BridgeContext = createContext<Bridged | null>(null)

function bridged(bridge: TidemarkBridge): Bridged {
  return {
    bridge,
    status: liveValue({
      ask: () => bridge.daemon.status({}),
      listen: (listener) => bridge.on('daemon:status', listener),
    }),
    appState: liveValue({
      ask: () => bridge.app.getState({}),
      listen: (listener) => bridge.on('app:state', listener),
    }),
  }
}

interface BridgeProviderProps {
  readonly bridge: TidemarkBridge
  readonly children: ReactNode
}

export function BridgeProvider({ bridge, children }: BridgeProviderProps) {
  const [value] = useState(() => bridged(bridge))
  return <BridgeContext value={value}>{children}</BridgeContext>
}

function useBridged(): Bridged {
  const value = use(BridgeContext)
  if (value === null) throw new Error('BridgeProvider is missing above this component')
  return value
}

/** What the window may ask of daemon and app. */
export function useBridge(): TidemarkBridge {
  return useBridged().bridge
}

/** The daemon's newest picture; null until it told one. */
export function useStatus(): Status | null {
  const { status } = useBridged()
  return useSyncExternalStore(status.subscribe, status.get)
}

/** What the app knows of itself; null for a moment at the start. */
export function useAppState(): AppState | null {
  const { appState } = useBridged()
  return useSyncExternalStore(appState.subscribe, appState.get)
}
