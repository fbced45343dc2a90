import { Icon } from './icons.js'

/** On, off, or on for some of what is below. */
export type TickState = 'on' | 'off' | 'some'

/** The box of a row that can be ticked; the row itself tells screen readers. */
export function Tick({ state }: { readonly state: TickState }) {
  return (
    <span className={`tick tick-${state}`} aria-hidden="true">
      {state === 'on' && <Icon name="check" size={14} />}
      {state === 'some' && <span className="tick-bar" />}
    </span>
  )
}
