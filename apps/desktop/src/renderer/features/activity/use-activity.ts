import { useCallback, useEffect, useRef, useState } from 'react'
import type { ActivityEntry, ControlError, MethodParams } from '../../../ipc-contract/index.js'
import { errorOf, openAnswer } from '../../bridge/answer.js'
import { useBridge } from '../../bridge/bridge.js'
import { type ActivityRow, appendOlder, lastEntry, localDay, prependNewer } from './group-days.js'

const PAGE_ENTRIES = 500
/** New entries are looked for this long after the first of a burst. */
const GATHER_MS = 400

interface ActivityList {
  /** Days and their entries, the newest first. */
  readonly rows: readonly ActivityRow[]
  readonly error: ControlError | null
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly loadOlder: () => void
}

type Page = Pick<ActivityList, 'rows' | 'error' | 'isLoading' | 'hasMore'>
const NOTHING_YET: Page = { rows: [], error: null, isLoading: true, hasMore: false }

/** The record of what happened: pages of the past as they are scrolled to, and what comes anew. */
export function useActivity(folder: string, search: string): ActivityList {
  const { daemon } = useBridge()
  const [page, setPage] = useState<Page>(NOTHING_YET)
  const isAsking = useRef(false)
  const ask = useCallback(
    async (before: number | undefined, merge: (page: Page, found: FoundPage) => Page) => {
      if (isAsking.current) return
      isAsking.current = true
      try {
        const found = openAnswer(await daemon.listActivity(query(folder, search, before)))
        setPage((shown) => ({ ...merge(shown, found), isLoading: false, error: null }))
      } catch (thrown) {
        setPage((shown) => ({ ...shown, isLoading: false, error: errorOf(thrown) }))
      } finally {
        isAsking.current = false
      }
    },
    [daemon, folder, search],
  )
  useEffect(() => {
    setPage(NOTHING_YET)
    isAsking.current = false
    void ask(undefined, (_, found) => ({
      ...NOTHING_YET,
      rows: appendOlder([], found.entries, localDay),
      hasMore: found.more,
    }))
  }, [ask])
  const lookForNewer = useCallback(() => {
    void ask(undefined, (shown, found) => ({
      ...shown,
      rows: prependNewer(shown.rows, found.entries, localDay),
    }))
  }, [ask])
  useBursts(lookForNewer)
  const lastId = lastEntry(page.rows)?.id
  const loadOlder = useCallback(() => {
    void ask(lastId, (shown, found) => ({
      ...shown,
      rows: appendOlder(shown.rows, found.entries, localDay),
      hasMore: found.more,
    }))
  }, [ask, lastId])
  return { ...page, loadOlder }
}

/** Calls `onBurst` once for everything that happens within a moment. */
function useBursts(onBurst: () => void): void {
  const { on } = useBridge()
  useEffect(() => {
    const timer = { id: 0 }
    const end = on('daemon:activity', () => {
      if (timer.id !== 0) return
      timer.id = window.setTimeout(() => {
        timer.id = 0
        onBurst()
      }, GATHER_MS)
    })
    return () => {
      end()
      window.clearTimeout(timer.id)
    }
  }, [on, onBurst])
}

interface FoundPage {
  readonly entries: readonly ActivityEntry[]
  readonly more: boolean
}

function query(
  folder: string,
  search: string,
  before: number | undefined,
): MethodParams<'listActivity'> {
  return {
    limit: PAGE_ENTRIES,
    ...(folder === '' ? {} : { folder }),
    ...(search === '' ? {} : { search }),
    ...(before === undefined ? {} : { before }),
  }
}
