import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { stepIn } from './step-in.js'

interface Tab<V extends string> {
  readonly value: V
  readonly label: string
}

interface TabsProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly tabs: readonly Tab<V>[]
  readonly onChoose: (value: V) => void
  readonly children: ReactNode
}

/** Tabs after the ARIA pattern: arrow keys, Home and End move, and moving chooses. */
export function Tabs<V extends string>({ label, value, tabs, onChoose, children }: TabsProps<V>) {
  const id = useId()
  const bar = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value)
    const next = stepIn(tabs.length, at, event.key)
    const tab = next === undefined ? undefined : tabs[next]
    if (next === undefined || tab === undefined) return
    event.preventDefault()
    onChoose(tab.value)
    const button = bar.current?.children[next]
    if (button instanceof HTMLElement) button.focus()
  }
  return (
    <>
      <div className="segments" role="tablist" aria-label={label} ref={bar} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChoose(tab.value)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
      >
        {children}
      </div>
    </>
  )
}
