import type { Act } from './acts.js'

/** One step of a planner history, as it is kept in a scenario file. */
export type PlannerStep =
  /** A person acts on the folder of a device, or in the browser on the server's tree. */
  | ({ readonly who: string } & Act)
  /** A device makes a plan; what happens before its `run`, the plan does not know. */
  | {
      readonly who: string
      readonly do: 'plan'
      readonly limit: number
      readonly isFresh: boolean
      readonly order: number
    }
  /** Carries the plan out; `dice` decides what goes wrong, 0 = nothing. */
  | { readonly who: string; readonly do: 'run'; readonly dice: number }
  | { readonly who: string; readonly do: 'lose_state' }
  | { readonly who: 'server'; readonly do: 'back_up' | 'restore' }
  | { readonly who: 'clock'; readonly do: 'wait'; readonly ms: number }

/** A history that can be run again: who takes part and what happens. */
export interface PlannerScenario {
  readonly devices: readonly string[]
  /** The only one who writes, if there is just one: nothing of his may change then. */
  readonly writer?: string
  readonly steps: readonly PlannerStep[]
}
