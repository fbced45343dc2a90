import { askBus, type BusQuestion } from '../bus/ask-bus.js'

/**
 * Whether somebody shows tray icons. On Linux a desktop without a host of them (GNOME as it comes)
 * drops an icon without a word, so the session bus is asked; without an answer there is none, and
 * the window says where everything is.
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true
  return /\btrue\b/.test((await askBus(QUESTION)) ?? '')
}

const BUS = 'org.freedesktop.DBus'
const HOST = 'org.kde.StatusNotifierWatcher'

const QUESTION: BusQuestion = [
  ['busctl', ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, 'NameHasOwner', 's', HOST]],
  [
    'gdbus',
    [
      'call',
      '--session',
      '--dest',
      BUS,
      '--object-path',
      '/',
      '--method',
      `${BUS}.NameHasOwner`,
      HOST,
    ],
  ],
  [
    'dbus-send',
    ['--session', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.NameHasOwner`, `string:${HOST}`],
  ],
]
