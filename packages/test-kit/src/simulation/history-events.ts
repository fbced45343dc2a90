import type { Dice } from '../clock/dice.js'
import { type BringBack, planBringBacks } from './bring-backs.js'
import type { DeedStep } from './deed-steps.js'
import { planFurtherTroubles } from './further-troubles.js'
import type { HistoryParameters } from './parameters.js'
import { planSelections, type SelectionEvent } from './selections.js'

/** Something that happens to one computer. */
export type DeviceEvent =
  /** A person does something; without steps he finds out what when the time has come. */
  | { readonly do: 'deed'; readonly steps?: readonly DeedStep[]; readonly gapMs: number }
  | { readonly do: 'go_offline' | 'go_online' | 'kill' | 'cut_power' }
  /** The drive is unplugged; an empty mount point may be left (E80). */
  | { readonly do: 'unplug' | 'leave_mount_point' | 'plug_in' }
  /** The state file is gone, or an older copy of it is back (E85, E86). */
  | { readonly do: 'lose_state' | 'keep_state' | 'roll_back_state' }
  | { readonly do: 'jump_clock'; readonly byMs: number }
  /** Nothing passes the line to the server until it is free again. */
  | { readonly do: 'clog' | 'unclog' }
  /** Until the next start of the process no change is told, and nobody says so (E88). */
  | { readonly do: 'watcher_dies' }
  | BringBack
  | SelectionEvent

/** Something that happens to the server. */
export type ServerEvent = {
  readonly do: 'restart_server' | 'collect_garbage' | 'apply_retention' | 'back_up' | 'restore'
}

/** One entry of a history's plan. */
export type HistoryEvent =
  | (DeviceEvent & { readonly atMs: number; readonly device: number })
  | (ServerEvent & { readonly atMs: number })

type Trouble = Exclude<
  DeviceEvent['do'],
  'deed' | 'clog' | 'unclog' | 'watcher_dies' | 'bring_back' | SelectionEvent['do']
>

/** Chance per deed that this happens beside it, at the usual level of faults. */
const TROUBLES: readonly (readonly [Trouble, number])[] = [
  ['go_offline', 0.06],
  ['kill', 0.03],
  ['cut_power', 0.02],
  ['lose_state', 0.01],
  ['keep_state', 0.03],
  ['roll_back_state', 0.01],
  ['jump_clock', 0.01],
  ['unplug', 0.01],
  ['leave_mount_point', 0.01],
]
const SERVER_TROUBLES: readonly (readonly [ServerEvent['do'], number])[] = [
  ['restart_server', 0.02],
  ['collect_garbage', 0.02],
  ['apply_retention', 0.01],
  ['back_up', 0.03],
  ['restore', 0.006],
]
/** What ends a trouble, some deeds later. */
const ENDINGS: Partial<Record<DeviceEvent['do'], 'go_online' | 'plug_in'>> = {
  go_offline: 'go_online',
  unplug: 'plug_in',
  leave_mount_point: 'plug_in',
}
/** Longer than the server keeps a block for nobody but the device that sent it. */
const NIGHT_MS = 25 * 3_600_000
const HOUR_MS = 3_600_000
const JUMPS_MS = [1, -1, 24, -24, 87_600, -87_600].map((hours) => hours * HOUR_MS)

/** The events of a history in order of time. */
export function planEvents(parameters: HistoryParameters, dice: Dice): HistoryEvent[] {
  const random = dice.stream('events')
  const { devices, deedCount, pauseMs, faultLevel, hasNights } = parameters
  const events: HistoryEvent[] = []
  let atMs = 0
  for (const [device, { startsOffline }] of devices.entries()) {
    if (startsOffline) events.push({ atMs: onlineAt(), device, do: 'go_online' })
  }
  function onlineAt(): number {
    return random.next() * deedCount * pauseMs
  }
  for (let count = 0; count < deedCount; count++) {
    atMs += pauseMs * random.between(0, 2)
    if (hasNights && random.chance(0.1)) atMs += NIGHT_MS
    const device = random.below(devices.length)
    events.push({ atMs, device, do: 'deed', gapMs: random.pick([0, 1, 50, 1_500]) })
    const level = Math.min(1, faultLevel)
    for (const [what, chance] of TROUBLES) {
      if (!random.chance(chance * level)) continue
      if (what === 'jump_clock') {
        events.push({ atMs, device, do: what, byMs: random.pick(JUMPS_MS) })
      } else events.push({ atMs, device, do: what })
      const ending = ENDINGS[what]
      if (ending === undefined) continue
      events.push({ atMs: atMs + pauseMs * random.between(0, 20), device, do: ending })
    }
    for (const [what, chance] of SERVER_TROUBLES) {
      if (random.chance(chance * level)) events.push({ atMs, do: what })
    }
  }
  events.push(...planFurtherTroubles(parameters, dice.stream('further troubles')))
  events.push(...planBringBacks(parameters, dice.stream('bringing back')))
  events.push(...planSelections(parameters, dice.stream('selections')))
  return events.sort((a, b) => a.atMs - b.atMs)
}
