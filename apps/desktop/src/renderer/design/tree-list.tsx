import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
} from 'react'
import { Icon } from './icons.js'
import { Tick, type TickState } from './tick.js'
import { type TreeKeyRow, treeKey } from './tree-key.js'

/** A row of a tree as it stands on the screen; what is in closed folders has none. */
export interface TreeListRow extends TreeKeyRow {
  readonly tick: TickState
  /** Its place among the items of its folder, from 1, and how many those are. */
  readonly position: number
  readonly siblingCount: number
  /** It stands for items that are still to be loaded. */
  readonly isPlaceholder: boolean
}

interface TreeListProps<R extends TreeListRow> {
  readonly label: string
  readonly rows: readonly R[]
  readonly rowPx: number
  readonly focused: string | null
  readonly onFocus: (id: string) => void
  readonly onOpen: (row: R, isOpen: boolean) => void
  readonly onTick: (row: R) => void
  /** A placeholder came into sight. */
  readonly onMore: (row: R) => void
  readonly renderRow: (row: R) => ReactNode
}

/**
 * A tree of any size with tick boxes: the tree pattern. One tab stop; arrows move, open and close,
 * Space ticks. Only the rows in sight are in the page.
 */
export function TreeList<R extends TreeListRow>(props: TreeListProps<R>) {
  const { label, rows, rowPx, focused, onMore } = props
  const treeId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  // Another function would be taken for other rows: all of them would be laid out again.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    getItemKey,
  })
  const at = useFocused(virtual, rows, focused)
  const shown = useShown(virtual, rows, onMore)
  return (
    <div
      className="list tree-list"
      ref={scroller}
      role="tree"
      aria-label={label}
      aria-multiselectable="true"
      aria-activedescendant={at >= 0 ? `${treeId}-${at}` : undefined}
      tabIndex={0}
      onFocus={() => {
        const [first] = rows
        if (at < 0 && first !== undefined) props.onFocus(first.id)
      }}
      onKeyDown={(event) => onKey(event, props, at)}
    >
      <div
        className="list-canvas"
        role="presentation"
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {shown.map(({ row, index, startPx }) => (
          <TreeRow
            key={row.id}
            id={`${treeId}-${index}`}
            index={index}
            startPx={startPx}
            row={row}
            isFocused={index === at}
            measure={virtual.measureElement}
            list={props}
          />
        ))}
      </div>
    </div>
  )
}

/** Where the focused row is; keeps it in sight as the keys move it. */
function useFocused(
  virtual: Virtualizer<HTMLDivElement, Element>,
  rows: readonly TreeListRow[],
  focused: string | null,
): number {
  const at = useMemo(() => rows.findIndex(({ id }) => id === focused), [rows, focused])
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  return at
}

/** The rows in sight; a placeholder among them asks for what it stands for, once. */
function useShown<R extends TreeListRow>(
  virtual: Virtualizer<HTMLDivElement, Element>,
  rows: readonly R[],
  onMore: (row: R) => void,
) {
  const shown = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const row = rows[index]
    return row === undefined ? [] : [{ row, index, startPx: start }]
  })
  const wanted = shown.find(({ row }) => row.isPlaceholder)?.row
  const wantedId = wanted?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: each placeholder asks once
  useEffect(() => {
    if (wanted !== undefined) onMore(wanted)
  }, [wantedId])
  return shown
}

function onKey<R extends TreeListRow>(
  event: KeyboardEvent,
  { rows, onFocus, onOpen, onTick }: TreeListProps<R>,
  at: number,
): void {
  const deed = treeKey(rows, at, event.key)
  if (deed === undefined) return
  event.preventDefault()
  const row = rows[deed.at]
  if (row === undefined) return
  if (deed.do === 'focus') onFocus(row.id)
  else if (deed.do === 'tick') onTick(row)
  else onOpen(row, deed.do === 'open')
}

interface TreeRowProps<R extends TreeListRow> {
  readonly id: string
  readonly index: number
  readonly startPx: number
  readonly row: R
  readonly isFocused: boolean
  readonly measure: (element: Element | null) => void
  readonly list: TreeListProps<R>
}

function TreeRow<R extends TreeListRow>(props: TreeRowProps<R>) {
  const { id, index, startPx, row, isFocused, measure, list } = props
  const { isOpen } = row
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names this row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
    <div
      className={isFocused ? 'list-row tree-row tree-row-at' : 'list-row tree-row'}
      role="treeitem"
      id={id}
      ref={measure}
      data-index={index}
      aria-level={row.level}
      aria-setsize={row.siblingCount}
      aria-posinset={row.position}
      aria-expanded={isOpen ?? undefined}
      aria-checked={row.tick === 'some' ? 'mixed' : row.tick === 'on'}
      aria-busy={row.isPlaceholder}
      aria-selected={isFocused}
      style={{
        transform: `translateY(${startPx}px)`,
        paddingInlineStart: `${0.5 + (row.level - 1) * 1.375}rem`,
      }}
      onClick={() => list.onFocus(row.id)}
      onDoubleClick={() => isOpen !== null && list.onOpen(row, !isOpen)}
    >
      <RowPart className="tree-twist" onPress={() => isOpen !== null && list.onOpen(row, !isOpen)}>
        {isOpen !== null && (
          <span className={isOpen ? 'tree-turned' : undefined}>
            <Icon name="next" size={14} />
          </span>
        )}
      </RowPart>
      {!row.isPlaceholder && (
        <RowPart className="tree-tick" onPress={() => list.onTick(row)}>
          <Tick state={row.tick} />
        </RowPart>
      )}
      {list.renderRow(row)}
    </div>
  )
}

interface RowPartProps {
  readonly className: string
  readonly onPress: () => void
  readonly children: ReactNode
}

/** A place of a row to press with a pointer; keys do the same on the row itself. */
function RowPart({ className, onPress, children }: RowPartProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys do the same on the row
    // biome-ignore lint/a11y/noStaticElementInteractions: it repeats what the row does
    <span
      className={className}
      onClick={(event) => {
        event.stopPropagation()
        onPress()
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {children}
    </span>
  )
}
