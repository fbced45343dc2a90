import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const TIMEOUT_MS = 3000

/**
 * Whether somebody shows tray icons. On Linux a desktop without a host of them (GNOME as it comes)
 * drops an icon without a word, so the session bus is asked by whichever of its tools is there;
 * without an answer there is none, and the window says where everything is.
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true
  const run = promisify(execFile)
  for (const [command, args] of QUESTIONS) {
    try {
      const { stdout } = await run(command, [...args], { timeout: TIMEOUT_MS })
      return /\btrue\b/.test(stdout)
    } catch {
      // This tool is not installed or there is no bus: the next one is asked.
    }
  }
  return false
}

const BUS = 'org.freedesktop.DBus'
const HOST = 'org.kde.StatusNotifierWatcher'

const QUESTIONS = [
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
] as const
