import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useRef } from 'react'

interface VirtualListProps<T> {
  /** What the list holds, for screen readers. */
  readonly label: string
  readonly rows: readonly T[]
  /** The same function each time: with another one all rows are measured anew. */
  readonly keyOf: (row: T, index: number) => string
  /** A guess; rows are measured, so larger text and wrapped lines fit. */
  readonly rowPx: number
  readonly renderRow: (row: T, index: number) => ReactNode
  /** The end came into sight: load more, when there is more. */
  readonly onEnd?: (() => void) | undefined
  readonly className?: string
}

/** A list that holds only the rows in sight, however many there are. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, rows, keyOf, rowPx, renderRow, onEnd, className = '' } = props
  const scroller = useRef<HTMLDivElement>(null)
  const getItemKey = useCallback(
    (index: number) => {
      const row = rows[index]
      return row === undefined ? index : keyOf(row, index)
    },
    [rows, keyOf],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    getItemKey,
  })
  const items = virtual.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (lastIndex >= 0 && lastIndex >= rows.length - 1) onEnd?.()
  }, [lastIndex, rows.length, onEnd])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard, too
    <section className={`list ${className}`} ref={scroller} aria-label={label} tabIndex={0}>
      <ul className="list-canvas" style={{ blockSize: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <li
              className="list-row"
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {renderRow(row, item.index)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
