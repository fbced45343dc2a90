/** Codes for new devices, in words: pure, without a newline at the end. */

import type { MethodResult } from '@tidemark/control'
import { formatPairingCode } from '@tidemark/protocol'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf } from './wording.js'

const MINUTE_MS = 60_000

/** The code, and what to do with it on the new device. */
export function formatOffer(
  { code, serverUrl, expiresAtMs }: MethodResult<'makePairingCode'>,
  nowMs: number,
  style: Style,
): string {
  const minutes = Math.max(1, Math.round((expiresAtMs - nowMs) / MINUTE_MS))
  const shown = formatPairingCode(code)
  return [
    `Code: ${style.bold(shown)}`,
    '',
    'On the new device:',
    `  tidemark login ${printable(serverUrl)} --code ${shown}`,
    '',
    `It is good for one device and ${countOf(minutes, 'minute')}. Whoever has it can join your account.`,
  ].join('\n')
}

export function formatPaired(deviceName: string, style: Style): string {
  return `${style.good('Joined:')} ${printable(deviceName)}.`
}
