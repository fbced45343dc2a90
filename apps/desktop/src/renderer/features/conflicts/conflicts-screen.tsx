import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenConflict, Status } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { Empty } from '../../design/banner.js'
import { SelectList } from '../../design/select-list.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { nameOf, parentOf } from '../home/folder-view.js'
import { ConflictDetail } from './conflict-detail.js'
import { titleOf } from './conflict-view.js'
import { DecisionBar } from './decision-bar.js'
import {
  NOTHING_SELECTED,
  reconcileSelection,
  type Selection,
  toggle,
  toggleAll,
} from './selection.js'

const NO_CONFLICTS: readonly OpenConflict[] = []

/** Every file that two devices changed, with both versions and the decisions for one or many. */
export function ConflictsScreen({ status }: { readonly status: Status }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const counts = status.folders.map(({ counts: { conflicts } }) => conflicts).join()
  const { value, error, isLoading, reload } = useQuery(counts, () => daemon.conflicts({}))
  const conflicts = value?.conflicts ?? NO_CONFLICTS
  return (
    <>
      <header>
        <h1>{t('conflicts.title')}</h1>
        {conflicts.length > 0 && (
          <p className="quiet">{t('conflicts.count', { count: conflicts.length })}</p>
        )}
      </header>
      <ErrorBanner error={error} />
      {conflicts.length === 0 && !isLoading && error === null && (
        <Empty icon="check" title={t('conflicts.none')}>
          <p>{t('conflicts.noneText')}</p>
        </Empty>
      )}
      {conflicts.length > 0 && (
        <Inbox
          conflicts={conflicts}
          deviceName={status.account?.deviceName ?? ''}
          onChanged={reload}
        />
      )}
    </>
  )
}

interface InboxProps {
  readonly conflicts: readonly OpenConflict[]
  readonly deviceName: string
  readonly onChanged: () => void
}

function Inbox({ conflicts, deviceName, onChanged }: InboxProps) {
  const { t } = useTranslation()
  const ids = useMemo(() => conflicts.map(({ conflictId }) => conflictId), [conflicts])
  const [selection, setSelection] = useSelection(ids)
  // Keys move faster than two versions can be read and compared.
  const focused = useDeferredValue(selection.focused)
  const shown = conflicts.find(({ conflictId }) => conflictId === focused)
  return (
    <>
      <DecisionBar
        conflicts={conflicts}
        selection={selection}
        deviceName={deviceName}
        onCheckAll={() => setSelection((before) => toggleAll(before, ids))}
        onChanged={onChanged}
      />
      <div className="inbox fill">
        <SelectList
          label={t('conflicts.list')}
          rows={conflicts}
          idOf={({ conflictId }) => conflictId}
          rowPx={64}
          focused={selection.focused}
          checked={selection.checked}
          onFocus={(focused) => setSelection((before) => ({ ...before, focused }))}
          onCheck={(id, upTo) => setSelection((before) => toggle(before, ids, id, upTo))}
          onCheckAll={() => setSelection((before) => toggleAll(before, ids))}
          renderRow={(conflict) => <ConflictRow conflict={conflict} />}
        />
        {shown !== undefined && (
          <ConflictDetail
            key={shown.conflictId}
            conflict={shown}
            deviceName={deviceName}
            onChanged={onChanged}
          />
        )}
      </div>
    </>
  )
}

/** A selection that follows the list as conflicts come and go. */
function useSelection(ids: readonly string[]) {
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED)
  const before = useRef(ids)
  useEffect(() => {
    const old = before.current
    before.current = ids
    setSelection((current) => reconcileSelection(current, old, ids))
  }, [ids])
  return [selection, setSelection] as const
}

function ConflictRow({ conflict }: { readonly conflict: OpenConflict }) {
  const format = useFormat()
  const nowMs = useNowMs()
  const title = titleOf(conflict)
  const place = [nameOf(conflict.folderPath), parentOf(title)].filter(Boolean).join(' / ')
  return (
    <>
      <div className="clip option-title">{nameOf(title)}</div>
      <div className="clip quiet small">{place}</div>
      <div className="clip quiet small">
        {conflict.deviceName} · {format.ago(conflict.atMs, nowMs)}
      </div>
    </>
  )
}
