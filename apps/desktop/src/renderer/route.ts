import { useSyncExternalStore } from 'react'

/** Screens of the window; the address after `#` names one, so that main can open it, too. */
const SCREENS = ['home', 'conflicts', 'activity', 'versions', 'settings'] as const
export type Screen = (typeof SCREENS)[number]

export interface Route {
  readonly screen: Screen
  /** What the screen should show, such as a path. */
  readonly params: Readonly<Record<string, string>>
}

/** `#/versions?path=a%2Fb` as a route; what is not understood is home. */
export function parseRoute(hash: string): Route {
  const [name, query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const screen = SCREENS.find((known) => known === name) ?? 'home'
  return { screen, params: Object.fromEntries(new URLSearchParams(query)) }
}

/** The address of a route, to be parsed by `parseRoute`. */
export function formatRoute(screen: Screen, params: Route['params'] = {}): string {
  const query = new URLSearchParams(params).toString()
  return query === '' ? `#/${screen}` : `#/${screen}?${query}`
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash))
}

/** Opens a screen. */
export function goTo(screen: Screen, params: Route['params'] = {}): void {
  location.hash = formatRoute(screen, params)
}
