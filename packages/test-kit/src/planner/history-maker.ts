import type { SeededRandom } from '../clock/seeded-random.js'
import type { PlannerScenario, PlannerStep } from './planner-scenario.js'
import { PlannerWorld } from './planner-world.js'
import { randomActs } from './random-acts.js'

/** How wild a history is. */
interface Shape extends Omit<PlannerScenario, 'steps'> {
  readonly hostileRate: number
  /** Nothing goes wrong on the way. */
  readonly isGentle: boolean
  /** States get lost, the server comes back from a backup. */
  readonly hasDisasters: boolean
}

/** Makes up a history step by step, each with a look at the world as it is by then. */
export class HistoryMaker {
  readonly world: PlannerWorld
  readonly steps: PlannerStep[] = []
  readonly #random: SeededRandom
  readonly #shape: Shape

  constructor(random: SeededRandom) {
    this.#random = random
    this.#shape = randomShape(random)
    this.world = new PlannerWorld(this.#shape)
  }

  /** What was done, to do it again. */
  get scenario(): PlannerScenario {
    const { hostileRate: _, isGentle: __, hasDisasters: ___, ...who } = this.#shape
    return { ...who, steps: this.steps }
  }

  /** Lets one thing happen. @param token what is written, if anything is. */
  next(token: string): void {
    const dice = this.#random.next()
    if (dice < 0.04 && this.#shape.writer === undefined) this.#meet(token)
    else if (dice < 0.6) this.#act(token)
    else if (dice < 0.65) {
      this.#take({ who: 'clock', do: 'wait', ms: this.#random.pick([500, 3_000, 60_000]) })
    } else if (this.#shape.hasDisasters && dice < 0.7) this.#strike()
    else this.#work(this.#random.pick(this.#shape.devices), token)
  }

  #act(token: string): void {
    const who = this.#shape.writer ?? this.#random.pick([...this.#shape.devices, 'browser'])
    const { tree } = this.world.actor(who)
    for (const act of randomActs(this.#random, tree, token, this.#shape.hostileRate)) {
      this.#take({ who, ...act })
    }
  }

  /** Two people have the same idea: an equal file, or folders moved into each other (E07). */
  #meet(token: string): void {
    const random = this.#random
    const who = random.pick(this.#shape.devices)
    const { tree } = this.world.actor(who)
    const tops = tree.items().filter((item) => item.parentId === tree.rootNodeId)
    const [one, two] = tops.filter((item) => item.kind === 'folder').map((item) => item.name)
    if (one === undefined || two === undefined || random.next() < 0.5) {
      const path = random.pick(['a', 'b', 'c', ...tops.map((item) => item.name)])
      for (const person of [who, 'browser']) this.#take({ who: person, do: 'write', path, token })
      return
    }
    const into = (path: string, folder: string) => [{ path, into: folder, name: path }]
    this.#take({ who, do: 'arrange', moves: into(one, two) })
    this.#take({ who: 'browser', do: 'arrange', moves: into(two, one) })
  }

  /** A device plans and carries out; in between people may go on. */
  #work(who: string, token: string): void {
    const random = this.#random
    const limit = random.pick([1, 2, 5, 100, 100])
    const order = random.next() < 0.5 ? 0 : 1 + random.below(1_000_000)
    if (!this.#take({ who, do: 'plan', limit, isFresh: random.next() < 0.7, order })) return
    if (random.next() < 0.2) this.#act(token)
    if (random.next() < 0.6) this.#useDoomed(who, token)
    const isTroubled = !this.#shape.isGentle && random.next() < 0.6
    this.#take({ who, do: 'run', dice: isTroubled ? 1 + random.below(1_000_000) : 0 })
  }

  /** Somebody works on what the device is about to delete. */
  #useDoomed(device: string, token: string): void {
    const doomed = this.#shape.writer === undefined ? this.world.doomed(device) : undefined
    if (doomed === undefined) return
    const path = doomed.isFolder ? `${doomed.path}/saved` : doomed.path
    this.#take({ who: 'browser', do: 'write', path, token: `${token}+` })
  }

  #strike(): void {
    const dice = this.#random.next()
    if (dice < 0.4) this.#take({ who: this.#random.pick(this.#shape.devices), do: 'lose_state' })
    else this.#take({ who: 'server', do: dice < 0.7 ? 'back_up' : 'restore' })
  }

  #take(step: PlannerStep): boolean {
    const isTaken = this.world.take(step)
    if (isTaken) this.steps.push(step)
    return isTaken
  }
}

function randomShape(random: SeededRandom): Shape {
  const devices = random.next() < 0.5 ? ['A', 'B'] : ['A']
  const isAlone = random.next() < 0.25
  const writer = isAlone ? random.pick([...devices, 'browser']) : undefined
  return {
    devices,
    hostileRate: random.next() < 0.3 ? 0.5 : 0.05,
    isGentle: random.next() < 0.3,
    hasDisasters: !isAlone && random.next() < 0.1,
    ...(writer === undefined ? {} : { writer }),
  }
}
