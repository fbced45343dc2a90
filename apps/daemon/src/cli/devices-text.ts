import type { Device } from '@tidemark/control'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { formatAgo, formatTime } from './wording.js'

/** Devices of the account, one block each. */
export function formatDevices(devices: readonly Device[], style: Style, nowMs: number): string {
  return devices.map((device) => deviceLines(device, style, nowMs)).join('\n')
}

function deviceLines(device: Device, style: Style, nowMs: number): string {
  const { deviceId, name, platform, createdAtMs, lastSeenAtMs, revokedAtMs, current } = device
  const mark = current ? style.good('  this one') : ''
  const seen = lastSeenAtMs === null ? 'never seen' : `seen ${formatAgo(lastSeenAtMs, nowMs)}`
  const end = revokedAtMs === null ? seen : style.warn(`signed out ${formatTime(revokedAtMs)}`)
  return [
    `${style.bold(printable(name))} ${style.dim(`(${printable(platform)})`)}${mark}`,
    `  ${deviceId}  since ${formatTime(createdAtMs)}, ${end}`,
  ].join('\n')
}
