import type { CrashPointName } from '@tidemark/sync-engine'
import { ManualClock } from '../clock/manual-clock.js'
import { SeededRandom } from '../clock/seeded-random.js'
import { SyncDevice } from '../engine/sync-device.js'
import type { MemorySpace } from '../remote/memory-server.js'
import type { AnyCrashPoint } from './crash-points.js'
import { CrashableServer } from './crashable-server.js'
import { ProcessLife } from './process-end.js'
import { watchedStore } from './watched-store.js'

/** A call of an engine to one of its ports. */
export interface PortCall {
  readonly port: 'disk' | 'network' | 'state'
  /** `stat`, `place:rename`, `commit request`, `commit response`, `putLocal`, … */
  readonly name: string
}

/** A device of a CrashWorld. */
export interface MortalDevice {
  readonly device: SyncDevice
  life: ProcessLife
}

/** A server and two devices, all of which can die anywhere and all of whose calls can fail. */
export class CrashWorld {
  readonly clock: ManualClock
  readonly server: CrashableServer
  readonly space: MemorySpace
  readonly a: MortalDevice
  readonly b: MortalDevice
  /** Called with every crash point that somebody comes by; may end that life. */
  onPoint: (point: AnyCrashPoint, life: ProcessLife) => void = () => undefined
  /** Called with every call before it is made; what it throws fails it. */
  onCall: (call: PortCall) => void = () => undefined

  private constructor(
    server: CrashableServer,
    space: MemorySpace,
    clock: ManualClock,
    seed: number,
  ) {
    this.clock = clock
    this.server = server
    this.space = space
    this.a = this.#device('Alpha', seed + 1)
    this.b = this.#device('Beta', seed + 2)
  }

  static async open(seed: number): Promise<CrashWorld> {
    const clock = new ManualClock()
    let world: CrashWorld | undefined
    const server = new CrashableServer(
      clock,
      new SeededRandom(seed),
      () => new ProcessLife(),
      (point, life) => world?.onPoint(point, life),
    )
    world = new CrashWorld(server, await server.current.createSpace(), clock, seed)
    return world
  }

  get devices(): readonly MortalDevice[] {
    return [this.a, this.b]
  }

  /** The process of a device is started again after its end. */
  restart(mortal: MortalDevice): void {
    mortal.life = new ProcessLife()
    mortal.device.restart()
  }

  #device(name: string, seed: number): MortalDevice {
    const { clock, server, space } = this
    let mortal: MortalDevice | undefined
    const pass = (port: PortCall['port'], callName: string): void => {
      mortal?.life.requireLife()
      this.onCall({ port, name: callName })
    }
    const crashPoint = (point: CrashPointName): void => {
      if (mortal !== undefined) this.onPoint(point, mortal.life)
    }
    const device = new SyncDevice({
      ...{ clock, server, space, name, seed },
      adjust: (deps) => ({
        ...deps,
        crashPoint,
        store: watchedStore(deps.store, (call) => pass('state', call)),
      }),
    })
    device.fs.crashPoint = crashPoint
    device.fs.beforeCall = ({ step }) => pass('disk', step)
    device.remote.onCall = ({ name: call, moment }) => pass('network', `${call} ${moment}`)
    mortal = { device, life: new ProcessLife() }
    return mortal
  }
}
