import type { NodeId } from '@tidemark/protocol'
import type { Plan } from '@tidemark/sync-engine'
import { SeededRandom } from '../clock/seeded-random.js'
import { type Act, type Actor, perform } from './acts.js'
import type { Trouble } from './folder-steps.js'
import { type Item, PASSING, pathOf } from './persons-tree.js'
import { findOrderProblem, findTreeProblem } from './plan-checks.js'
import { type DeviceWitness, PlannerDevice } from './planner-device.js'
import type { PlannerScenario, PlannerStep } from './planner-scenario.js'
import { PlannerServer } from './planner-server.js'
import { ServerPerson } from './server-person.js'
import { TokenLedger } from './token-ledger.js'
import { describeTree } from './tree-description.js'

/** Chance per step of a plan that it is refused, and that the process dies after it. */
const REFUSED_RATE = 0.05
const CRASH_RATE = 0.03
/** Plans per device and turn of the end; no honest history needs as many. */
const MOST_PLANS = 300
const MOST_TURNS = 40
/** Longer than anything in a device rests. */
const TURN_MS = 60_000

/** Devices, a server and the people at them; what goes wrong is in `problems`. */
export class PlannerWorld implements DeviceWitness {
  readonly problems: string[] = []
  readonly server = new PlannerServer()
  readonly devices: readonly PlannerDevice[]
  readonly #scenario: Omit<PlannerScenario, 'steps'>
  readonly #clock = { nowMs: 1_000_000 }
  readonly #ledger = new TokenLedger()
  readonly #browser = new ServerPerson(this.server)
  readonly #lines: string[] | undefined
  #hasLostState = false
  #hasRestored = false
  #hasDied = false
  #wish: string | undefined

  /** @param lines gets what happens, line by line. */
  constructor(scenario: Omit<PlannerScenario, 'steps'>, lines?: string[]) {
    this.#scenario = scenario
    this.#lines = lines
    const { devices } = scenario
    this.devices = devices.map(
      (name, index) =>
        new PlannerDevice(name, this.server, this.#clock, this, new SeededRandom(index + 1)),
    )
  }

  /** The person at a device, or the one in the browser. */
  actor(who: string): Actor {
    const device = this.#find(who)
    const tree = device?.folder ?? this.#browser
    return { name: who, tree, ledger: this.#ledger }
  }

  /** Something that a device is about to delete on the server; undefined when there is nothing. */
  doomed(who: string): { readonly path: string; readonly isFolder: boolean } | undefined {
    const [step] = this.#find(who)?.pendingDeletes ?? []
    const items = new Map(this.#browser.items().map((item) => [item.nodeId, item]))
    const item = step && items.get(step.nodeId)
    return item && { path: pathOf(items, item), isFolder: item.kind === 'folder' }
  }

  /** Does a step; false when it cannot be done. */
  take(step: PlannerStep): boolean {
    const isDone = this.#take(step)
    if (isDone) this.log(() => JSON.stringify(step))
    return isDone
  }

  /** No more trouble: everything has to come to rest, equal and complete. */
  finish(): void {
    for (const device of this.devices) device.restart()
    for (let turn = 0; turn < MOST_TURNS && !this.#isQuiet(); turn++) {
      for (const device of this.devices) this.#work(device)
      this.#clock.nowMs += TURN_MS
    }
    this.#check()
  }

  onArrival(device: string, root: string | null): void {
    this.#ledger.see(device, root)
  }

  onDeath(): void {
    this.#hasDied = true
  }

  onReplaced(device: string, root: string | null): void {
    if (this.#hasRestored || this.server.tree.rows.hasHeld(root)) return
    this.#report(`${device} replaced ${root}, which nobody else has`)
  }

  onPlan({ name }: PlannerDevice, plan: Plan, dirty: readonly NodeId[]): void {
    this.log(() => `${name} plans ${dirty.join(' ')}: ${describePlan(plan)}`)
  }

  onShuffled(device: PlannerDevice, plan: Plan, dirty: readonly NodeId[]): void {
    const problem = findOrderProblem(device, plan, dirty)
    if (problem !== undefined) this.#report(problem)
  }

  log(line: () => string): void {
    this.#lines?.push(line())
  }

  #take(step: PlannerStep): boolean {
    switch (step.do) {
      case 'plan':
        return this.#find(step.who)?.plan(step) ?? false
      case 'run':
        this.#find(step.who)?.run(troubleOf(step.dice))
        this.#checkWriter()
        return true
      case 'wait':
        this.#clock.nowMs += step.ms
        return true
      case 'lose_state':
        this.#hasLostState = true
        this.#find(step.who)?.loseState()
        return true
      case 'back_up':
        this.server.backUp()
        return true
      case 'restore':
        return this.#restore()
      default:
        return this.#act(step.who, step)
    }
  }

  #act(who: string, act: Act): boolean {
    const actor = this.actor(who)
    if (!perform(actor, act)) return false
    if (who === 'browser') this.#seeServer()
    if (who === this.#scenario.writer) this.#wish = this.#describe(who)
    return true
  }

  /** What only the server had and the backup has not is lost with the server. */
  #restore(): boolean {
    const before = this.server.tree.rows.live()
    if (!this.server.restore()) return false
    this.#hasRestored = true
    const kept = new Set(this.server.tree.rows.live().map((row) => row.content?.root))
    for (const { folder } of this.devices) {
      for (const item of folder.items()) {
        if (item.kind === 'file') kept.add(folder.contentOf(item).root)
      }
    }
    for (const { content } of before) {
      if (content !== null && !kept.has(content.root)) this.#ledger.end(content.root)
    }
    return true
  }

  #seeServer(): void {
    for (const { content } of this.server.tree.rows.live()) {
      if (content !== null) this.#ledger.see('browser', content.root)
    }
  }

  #work(device: PlannerDevice): void {
    for (let count = 0; count < MOST_PLANS; count++) {
      if (!device.plan({ limit: 1000, isFresh: true, order: 0 })) return
      device.run(() => 'none')
      this.#checkWriter()
    }
    this.#report(`${device.name} plans for ever`)
  }

  #isQuiet(): boolean {
    return this.devices.every((device) => device.isQuiet)
  }

  /** Where one person alone writes, nobody changes anything of his. */
  #checkWriter(): void {
    const { writer } = this.#scenario
    if (writer === undefined || this.#wish === undefined || this.#hasDied) return
    const now = this.#describe(writer)
    if (now !== this.#wish) this.#report(`${writer} has ${now} instead of ${this.#wish}`)
  }

  #check(): void {
    if (!this.#isQuiet()) this.#report('does not come to rest')
    const there = this.#describe('browser')
    this.log(() => `in the end ${there}`)
    for (const { name } of this.devices) {
      const here = this.#describe(name)
      if (here !== there) this.#report(`${name} has ${here}, the server ${there}`)
    }
    if (this.#wish !== undefined && !this.#hasDied && there !== this.#wish) {
      this.#report(`the server has ${there} instead of ${this.#wish}`)
    }
    const isOnItsWay = this.#browser.items().some((item) => this.#isLeftUnderway(item))
    if (isOnItsWay && !this.#hasLostState && !this.#hasRestored) {
      this.#report('something is left under its passing name')
    }
    const live = new Set<string>(this.server.tree.rows.live().map((row) => row.content?.root ?? ''))
    for (const root of this.#ledger.living()) if (!live.has(root)) this.#report(`lost ${root}`)
    const treeProblem = findTreeProblem(this.server.tree.rows)
    if (treeProblem !== undefined) this.#report(treeProblem)
    this.#checkConflicts()
    for (const device of this.devices) this.#checkRest(device)
  }

  /**
   * Whether it is called as on its way. Where somebody made the same folder at the place to which one
   * was on its way when the process died, the new one has become that folder; the old one is another
   * item from then on, keeps the name that it had and tells by it what it was.
   */
  #isLeftUnderway({ nodeId, name }: Item): boolean {
    // Ids are told by their texts.
    const owner = PASSING.exec(name)?.[1] as NodeId | undefined
    if (owner === undefined) return false
    const { rows } = this.server.tree
    const isExchanged =
      owner !== nodeId &&
      (rows.live().some((row) => row.nodeId === owner) || rows.wasDeleted(owner))
    return !isExchanged || name.includes('(conflicted copy')
  }

  /** One more look at everything finds nothing to do (I6). */
  #checkRest(device: PlannerDevice): void {
    const plan = device.planEverything()
    if (plan !== undefined) this.#report(`${device.name} still wants ${describePlan(plan)}`)
  }

  /** Copies are for concurrent writes of different contents alone (I5). */
  #checkConflicts(): void {
    for (const { loss, winner, copy, record, isRace } of this.server.tree.conflicts) {
      const one = winner.content?.root
      const other = copy.content?.root
      if (one === undefined || other === undefined) continue
      if (one === other) this.#report(`a copy of the equal content ${one}`)
      const knowsItself = !this.#hasLostState && !this.#hasRestored && !this.#hasDied
      // A time or bit that changed between plan and put is told from an edit by the planner alone.
      const base = this.server.tree.rows.rootOf(record.baseRev)
      const isBitRace = isRace && (base === one || base === other)
      // What came back from a deletion, or was changed and changed back, is an old version (C6).
      const { rows } = this.server.tree
      const isBack = rows.wasDeleted(winner.nodeId) || rows.isBackAt(record.baseRev, winner)
      if (
        loss !== 'content' ||
        !knowsItself ||
        isBitRace ||
        isBack ||
        one === null ||
        other === null
      )
        continue
      if (this.#ledger.isCausal(one, other)) this.#report(`${other} is no conflict with ${one}`)
    }
  }

  #describe(who: string): string {
    const { tree } = this.actor(who)
    return describeTree(tree)
  }

  #find(who: string): PlannerDevice | undefined {
    return this.devices.find(({ name }) => name === who)
  }

  #report(problem: string): void {
    this.log(() => `PROBLEM ${problem}`)
    if (!this.problems.includes(problem)) this.problems.push(problem)
  }
}

function troubleOf(dice: number): Trouble {
  if (dice === 0) return () => 'none'
  const random = new SeededRandom(dice)
  return () => {
    const chance = random.next()
    if (chance < REFUSED_RATE) return 'refused'
    return chance < REFUSED_RATE + CRASH_RATE ? 'crash' : 'none'
  }
}

function describePlan(plan: Plan): string {
  const parts = Object.entries(plan).filter(([, part]) => part.length > 0)
  return JSON.stringify(Object.fromEntries(parts))
}
