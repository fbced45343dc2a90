/**
 * The window over a daemon that only plays one: `?picture=syncing&language=ko&theme=dark#/home`.
 * For looking at every state of every screen without a server; never part of the app.
 */
import { showWindow } from '../show-window.js'
import { fakeBridge } from './fake-bridge.js'
import { isPictureName } from './pictures.js'

const asked = new URLSearchParams(location.search)
const pick = <T extends string>(name: string, known: readonly T[], otherwise: T): T =>
  known.find((value) => value === asked.get(name)) ?? otherwise

const picture = asked.get('picture') ?? ''
await showWindow(
  fakeBridge({
    picture: isPictureName(picture) ? picture : 'idle',
    theme: pick('theme', ['system', 'light', 'dark'], 'system'),
    language: pick('language', ['en', 'ko'], 'en'),
  }),
)
