import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'
import { Icon } from './icons.js'
import { moveIn } from './move-in.js'

interface SelectListProps<T> {
  readonly label: string
  readonly rows: readonly T[]
  readonly idOf: (row: T) => string
  readonly rowPx: number
  readonly focused: string | null
  readonly checked: ReadonlySet<string>
  readonly onFocus: (id: string) => void
  /** `upTo`: everything from the focused row to this one. */
  readonly onCheck: (id: string, upTo: boolean) => void
  readonly onCheckAll: () => void
  readonly renderRow: (row: T) => ReactNode
}

/**
 * A list of any length of which one row is shown elsewhere and several can be checked: the listbox
 * pattern. One tab stop; arrows move, Space checks, Shift extends, Ctrl+A checks all.
 */
export function SelectList<T>(props: SelectListProps<T>) {
  const { label, rows, idOf, rowPx, focused, checked } = props
  const listId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
  })
  const at = rows.findIndex((row) => idOf(row) === focused)
  useScrollTo(virtual, scroller, at)
  return (
    <div
      className="list select-list"
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => onKey(event, props, at)}
    >
      <div
        className="list-canvas"
        role="presentation"
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {shownRows(virtual.getVirtualItems(), rows).map(({ row, index, start }) => {
          const id = idOf(row)
          return (
            <Option
              key={id}
              id={`${listId}-${index}`}
              place={{ index, count: rows.length, startPx: start }}
              measure={virtual.measureElement}
              isFocused={index === at}
              isChecked={checked.has(id)}
              onFocus={() => props.onFocus(id)}
              onCheck={(upTo) => props.onCheck(id, upTo)}
            >
              {props.renderRow(row)}
            </Option>
          )
        })}
      </div>
    </div>
  )
}

/** Keeps the focused row in sight as the keys move it. */
function useScrollTo(
  virtual: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
  at: number,
): void {
  useEffect(() => {
    if (at < 0) return
    // A neighbour is in the page already; measuring the way to it would lay the page out several times.
    const row = scroller.current?.querySelector(`[data-index="${at}"]`) ?? null
    if (row === null) virtual.scrollToIndex(at)
    else row.scrollIntoView({ block: 'nearest' })
  }, [at, virtual, scroller])
}

function shownRows<T>(items: readonly VirtualItem[], rows: readonly T[]) {
  return items.flatMap(({ index, start }) => {
    const row = rows[index]
    return row === undefined ? [] : [{ row, index, start }]
  })
}

function onKey<T>(event: KeyboardEvent, props: SelectListProps<T>, at: number): void {
  const { rows, idOf, onCheck, onCheckAll, onFocus } = props
  const current = rows[at]
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onCheckAll()
  else if (event.key === ' ' && current !== undefined) onCheck(idOf(current), event.shiftKey)
  else {
    const to = moveIn(rows.length, at, event.key)
    const row = to === undefined ? undefined : rows[to]
    if (row === undefined) return
    if (event.shiftKey) onCheck(idOf(row), true)
    else onFocus(idOf(row))
  }
  event.preventDefault()
}

interface OptionProps {
  readonly id: string
  readonly place: { readonly index: number; readonly count: number; readonly startPx: number }
  readonly measure: (element: Element | null) => void
  readonly isFocused: boolean
  readonly isChecked: boolean
  readonly onFocus: () => void
  readonly onCheck: (upTo: boolean) => void
  readonly children: ReactNode
}

function Option(props: OptionProps) {
  const { id, place, measure, isFocused, isChecked, onFocus, onCheck, children } = props
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names this row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox hears the keys
    <div
      className={isFocused ? 'list-row option option-shown' : 'list-row option'}
      role="option"
      id={id}
      ref={measure}
      data-index={place.index}
      aria-selected={isChecked}
      aria-setsize={place.count}
      aria-posinset={place.index + 1}
      style={{ transform: `translateY(${place.startPx}px)` }}
      onClick={(event) => {
        if (event.shiftKey) onCheck(true)
        else if (event.ctrlKey || event.metaKey) onCheck(false)
        else onFocus()
      }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space does the same */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it repeats what the option does */}
      <span
        className="option-check"
        onClick={(event) => {
          event.stopPropagation()
          onCheck(event.shiftKey)
        }}
      >
        {isChecked && <Icon name="check" size={14} />}
      </span>
      <div className="grow">{children}</div>
    </div>
  )
}
