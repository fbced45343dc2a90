import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ControlError, TidemarkBridge, TreeItem } from '../../../ipc-contract/index.js'
import { errorOf, openAnswer } from '../../bridge/answer.js'
import { useBridge } from '../../bridge/bridge.js'
import {
  EMPTY_TREE,
  rowsOf,
  type TreeRow,
  type TreeState,
  withChoice,
  withOpen,
  withPage,
} from './tree-state.js'

type NodeId = TreeItem['nodeId']

/** As long as one page may be: small enough that no answer is felt. */
const PAGE_ITEMS = 500
/** Changes of a folder are gathered for so long before its tree is asked for again. */
const GATHER_MS = 1_500

interface Tree {
  readonly root: TreeItem | null
  readonly rows: readonly TreeRow[]
  readonly error: ControlError | null
  readonly open: (nodeId: NodeId, isOpen: boolean) => void
  readonly loadMore: (row: TreeRow) => void
  /** Something was chosen: shown at once, and as the daemon tells it right after. */
  readonly chosen: (nodeId: NodeId, isSelected: boolean) => void
}

/**
 * A synced folder's tree, page by page as it is looked at.
 * @param key changes when something in the folder has changed.
 */
export function useTree(folderId: string, key: string): Tree {
  const { daemon } = useBridge()
  const { state, setState, error, ask } = useAskedState()
  const latest = useRef(state)
  latest.current = state
  const round = useRef(0)
  const reload = useCallback(
    () =>
      ask(async () => {
        const own = ++round.current
        const fresh = await readAgain(daemon, folderId, latest.current)
        // A newer one is under way: this one may be from before the choice that asked for it.
        return (now) => (own === round.current ? { ...fresh, open: now.open } : now)
      }),
    [ask, daemon, folderId],
  )
  useEffect(() => {
    setState(EMPTY_TREE)
    void ask(async () => {
      const page = openAnswer(await daemon.listTree({ folder: folderId, limit: PAGE_ITEMS }))
      return (now) => withPage(now, page, undefined)
    })
  }, [ask, setState, daemon, folderId])
  useAfterBursts(key, reload)
  const loadMore = ({ parentId }: TreeRow) => {
    const cursor = state.branches.get(parentId)?.cursor
    void ask(async () => {
      const page = openAnswer(await daemon.listTree(pageAfter(folderId, parentId, cursor)))
      return (now) => withPage(now, page, cursor)
    })
  }
  return {
    root: state.root,
    rows: useMemo(() => rowsOf(state), [state]),
    error,
    open: (nodeId, isOpen) => setState((now) => withOpen(now, nodeId, isOpen)),
    loadMore,
    chosen: (nodeId, isSelected) => {
      setState((now) => withChoice(now, nodeId, isSelected))
      void reload()
    },
  }
}

/** A tree that answers change, and the last thing that went wrong. */
function useAskedState() {
  const [state, setState] = useState(EMPTY_TREE)
  const [error, setError] = useState<ControlError | null>(null)
  const ask = useCallback(async (act: () => Promise<(state: TreeState) => TreeState>) => {
    try {
      setState(await act())
      setError(null)
    } catch (thrown) {
      setError(errorOf(thrown))
    }
  }, [])
  return { state, setState, error, ask }
}

/** Acts once for all changes of `key` within a moment, and again for those after it. */
function useAfterBursts(key: string, act: () => Promise<void>): void {
  const latest = useRef({ key, act })
  latest.current = { key, act }
  const seenKey = useRef(key)
  const timer = useRef(0)
  useEffect(() => {
    if (seenKey.current === key || timer.current !== 0) return
    timer.current = window.setTimeout(() => {
      timer.current = 0
      seenKey.current = latest.current.key
      void latest.current.act()
    }, GATHER_MS)
  }, [key])
  useEffect(
    () => () => {
      window.clearTimeout(timer.current)
      timer.current = 0
    },
    [],
  )
}

function pageAfter(folder: string, parentId: NodeId, cursor: string | undefined) {
  return { folder, parentId, limit: PAGE_ITEMS, ...(cursor === undefined ? {} : { cursor }) }
}

/** The same folders as far as they were loaded, as they are now. */
async function readAgain(
  daemon: TidemarkBridge['daemon'],
  folderId: string,
  before: TreeState,
): Promise<TreeState> {
  let state: TreeState = { ...EMPTY_TREE, open: before.open }
  for (const [parentId, { items }] of before.branches) {
    const isShown = parentId === before.root?.nodeId || before.open.has(parentId)
    let cursor: string | undefined
    let isWanted = isShown
    while (isWanted) {
      const answer = await daemon.listTree(pageAfter(folderId, parentId, cursor))
      // A folder that somebody has deleted meanwhile goes with the page of the one around it.
      if (!answer.ok && answer.error.code === 'node_missing') break
      const page = openAnswer(answer)
      state = withPage(state, page, cursor)
      cursor = page.cursor
      const read = state.branches.get(parentId)?.items.length ?? 0
      isWanted = cursor !== undefined && read < items.length
    }
  }
  return state
}
