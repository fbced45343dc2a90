import type { BringBack } from './bring-backs.js'
import type { DeedStep } from './deed-steps.js'
import { doStep } from './deed-steps.js'
import type { DeviceEvent, HistoryEvent, ServerEvent } from './history-events.js'
import { randomDeed } from './random-deeds.js'
import { RestoringPerson } from './restoring-person.js'
import { thinkOfSomething } from './selections.js'
import type { SimulatedDevice } from './simulated-device.js'
import type { World } from './world.js'

/** Plays the events of a history and remembers them in a form that can be played again. */
export class Player {
  /** What was played, in order, with the steps of all deeds. */
  readonly played: HistoryEvent[] = []
  readonly #world: World
  readonly #kept = new Map<SimulatedDevice, ReturnType<SimulatedDevice['copyOfState']>>()
  #pending = 0
  /** Events that were planned and have not begun. */
  #planned = 0
  #deeds = 0
  #bringBacks = 0
  #selections = 0
  readonly #person: RestoringPerson

  constructor(world: World) {
    this.#world = world
    this.#person = new RestoringPerson(world)
  }

  /** Whether everything that was planned has happened. */
  get isDone(): boolean {
    return this.#pending === 0
  }

  /** Has every event happen at its time. */
  schedule(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      this.#pending++
      this.#planned++
      this.#world.later(event.atMs, event.do, () => {
        this.#pending--
        this.#planned--
        this.#play(event)
        if (this.#planned === 0) this.#freeLines()
      })
    }
  }

  /** Where the plan frees a line no more, as in a smaller scenario, a person would wait for ever. */
  #freeLines(): void {
    for (const { line } of this.#world.devices) line.unclog()
  }

  #play(event: HistoryEvent): void {
    if (!('device' in event)) {
      this.played.push(event)
      this.#world.note(`server: ${event.do}`)
      this.#playServer(event)
      return
    }
    const device = this.#world.devices[event.device]
    if (device === undefined) return
    if (event.do !== 'deed') {
      this.played.push(event)
      this.#world.note(`${device.name}: ${event.do}`)
      if (event.do === 'bring_back') this.#bringBack(device, event)
      else if (event.do === 'deselect') this.#deselect(device, event)
      else this.#playDevice(device, event)
      return
    }
    const steps = event.steps ?? this.#think(device)
    this.#deeds++
    if (steps.length === 0) return
    this.played.push({ ...event, steps })
    this.#doSteps(device, steps, event.gapMs)
  }

  /** What is decided on is known, and written down, when the person has seen what there is. */
  #bringBack(device: SimulatedDevice, event: HistoryEvent & BringBack): void {
    const index = this.played.length - 1
    const random = this.#world.dice.stream(`bring back ${this.#bringBacks++}`)
    this.#pending++
    const done = this.#person.bringBack(device, event, random).then((choice) => {
      if (choice !== undefined) this.played[index] = { ...event, choice }
    })
    this.#watch(
      'a restore',
      done.finally(() => this.#pending--),
    )
  }

  #deselect(device: SimulatedDevice, event: HistoryEvent & { readonly do: 'deselect' }): void {
    const random = this.#world.dice.stream(`selection ${this.#selections++}`)
    const path = event.path ?? thinkOfSomething(device, random)
    if (path === undefined || !device.deselect(path)) return
    this.#world.note(`  ${path} is to leave ${device.name}`)
    this.#world.count('items deselected')
    this.played[this.played.length - 1] = { ...event, path }
  }

  #think(device: SimulatedDevice): readonly DeedStep[] {
    if (!device.isPluggedIn) return []
    const { dice, parameters } = this.#world
    const token = `<${device.name.slice(0, 1)}${String(this.#deeds).padStart(4, '0')}>`
    const random = dice.stream(`deed ${this.#deeds}`)
    return randomDeed({ disk: device.disk, random, token, names: parameters.names })
  }

  #doSteps(device: SimulatedDevice, [step, ...rest]: readonly DeedStep[], gapMs: number): void {
    if (step === undefined) return
    const { ledger } = this.#world
    const touched = device.isPluggedIn ? doStep(device.disk, ledger, device.name, step) : undefined
    this.#world.sight.remember(device)
    this.#world.note(
      `${device.name}: ${describe(step)}${touched === undefined ? ' (not possible)' : ''}`,
    )
    if (touched !== undefined) this.#world.noteTouched(device, touched)
    if (rest.length === 0) return
    if (gapMs === 0) {
      this.#doSteps(device, rest, gapMs)
      return
    }
    this.#pending++
    this.#world.later(gapMs, 'goes on', () => {
      this.#pending--
      this.#doSteps(device, rest, gapMs)
    })
  }

  #playServer(event: ServerEvent): void {
    const { server, space } = this.#world
    switch (event.do) {
      case 'restart_server':
        server.restart()
        break
      case 'collect_garbage':
        this.#watch('garbage collection', server.collectGarbage(space))
        break
      case 'apply_retention':
        this.#watch('retention', server.applyRetention(space))
        break
      case 'back_up':
        server.backUp()
        break
      case 'restore':
        this.#world.restoreServer()
        break
    }
  }

  /** Housekeeping that fails is a fault of the server. */
  #watch(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => this.#world.report(`I8: ${what} failed: ${String(error)}`))
  }

  #playDevice(
    device: SimulatedDevice,
    event: Exclude<DeviceEvent, { do: 'deed' | 'bring_back' | 'deselect' }>,
  ): void {
    switch (event.do) {
      case 'go_offline':
      case 'go_online':
        device.isOnline = event.do === 'go_online'
        if (device.isOnline && device.isAlive) device.engine.wakeRemote()
        break
      case 'kill':
      case 'cut_power':
        device.kill(event.do === 'cut_power')
        break
      case 'lose_state':
      case 'roll_back_state': {
        this.#world.hasForgotten = true
        device.kill(false)
        const kept = event.do === 'lose_state' ? undefined : this.#kept.get(device)
        device.start(kept ?? device.emptyState())
        break
      }
      case 'keep_state':
        this.#kept.set(device, device.copyOfState())
        break
      case 'unplug':
      case 'leave_mount_point':
        device.unplug(event.do === 'leave_mount_point')
        break
      case 'plug_in':
        device.plugIn()
        break
      case 'clog':
        device.line.clog()
        break
      case 'unclog':
        device.line.unclog()
        break
      case 'watcher_dies':
        device.isWatched = false
        break
      case 'select_all':
        device.selectAll()
        break
      case 'jump_clock':
        device.wrongByMs += event.byMs
        break
    }
  }
}

function describe([kind, path, ...rest]: DeedStep): string {
  const what = rest.map((part) => JSON.stringify(part)).join(' ')
  return `${kind} ${JSON.stringify(path)} ${what}`.trim()
}
