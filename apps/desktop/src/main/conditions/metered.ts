import { askBus, type BusQuestion } from '../bus/ask-bus.js'

const MANAGER = 'org.freedesktop.NetworkManager'
const OBJECT = '/org/freedesktop/NetworkManager'
const GET = 'org.freedesktop.DBus.Properties.Get'

const QUESTION: BusQuestion = [
  ['busctl', ['--system', 'get-property', MANAGER, OBJECT, MANAGER, 'Metered']],
  [
    'gdbus',
    [
      'call',
      '--system',
      '--dest',
      MANAGER,
      '--object-path',
      OBJECT,
      '--method',
      GET,
      MANAGER,
      'Metered',
    ],
  ],
  [
    'dbus-send',
    [
      '--system',
      '--print-reply',
      `--dest=${MANAGER}`,
      OBJECT,
      GET,
      `string:${MANAGER}`,
      'string:Metered',
    ],
  ],
]

/** Whether the connection is paid for by volume; null where the system does not tell. */
export async function findMetered(platform: NodeJS.Platform): Promise<boolean | null> {
  if (platform !== 'linux') return null
  return parseMetered((await askBus(QUESTION)) ?? '')
}

/**
 * NetworkManager's NMMetered, the last number of an answer: 0 unknown, 1 yes, 2 no, 3 and 4 the same
 * as a guess (https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered).
 */
export function parseMetered(answer: string): boolean | null {
  const value = /(\d+)\D*$/.exec(answer)?.[1]
  if (value === '1' || value === '3') return true
  if (value === '2' || value === '4') return false
  return null
}
