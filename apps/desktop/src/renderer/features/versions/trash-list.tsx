import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, Trash } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Empty } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { SearchField } from '../../design/field.js'
import { Icon } from '../../design/icons.js'
import { useToast } from '../../design/toasts.js'
import { VirtualList } from '../../design/virtual-list.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { nameOf, parentOf } from '../home/folder-view.js'

type TrashItem = Trash['items'][number]

/** Deleted items of all folders, to be looked through and brought back. */
export function TrashList({ folders }: { readonly folders: readonly FolderStatus[] }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const [search, setSearch] = useState('')
  const items = folders.map(({ counts }) => counts.items).join()
  const { value, error, isLoading, reload } = useQuery(items, () => daemon.trash({}))
  const needle = search.normalize('NFC').toLocaleLowerCase()
  const found = useMemo(
    () =>
      (value?.items ?? []).filter(({ path }) =>
        path.normalize('NFC').toLocaleLowerCase().includes(needle),
      ),
    [value, needle],
  )
  const isEmpty = value?.items.length === 0
  return (
    <>
      <ErrorBanner error={error} />
      {isEmpty && !isLoading ? (
        <Empty icon="trash" title={t('trash.none')}>
          <p>{t('trash.noneText')}</p>
        </Empty>
      ) : (
        <>
          <div className="row">
            <SearchField label={t('trash.search')} value={search} onValue={setSearch} />
          </div>
          {value?.more === true && <p className="quiet small">{t('trash.more')}</p>}
          <VirtualList
            className="card rows fill"
            label={t('versions.trash')}
            rows={found}
            keyOf={keyOf}
            rowPx={60}
            renderRow={(item) => <TrashRow item={item} onRestored={reload} />}
          />
        </>
      )}
    </>
  )
}

const keyOf = ({ nodeId }: TrashItem) => nodeId

interface TrashRowProps {
  readonly item: TrashItem
  readonly onRestored: () => void
}

function TrashRow({ item, onRestored }: TrashRowProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  const name = nameOf(item.path)
  const restore = useCall(() => daemon.restoreTrash({ nodeId: item.nodeId }))
  const submit = async () => {
    if ((await restore.run()) === undefined) return
    showToast({ text: t('versions.restored', { name }) })
    onRestored()
  }
  return (
    <div className="list-item">
      <Icon name={item.kind === 'folder' ? 'folder' : 'file'} />
      <div className="grow">
        <div className="clip">{name}</div>
        <TrashFacts item={item} />
        <ErrorBanner error={restore.error} />
      </div>
      <Button
        icon="restore"
        isBusy={restore.isRunning}
        aria-label={t('trash.restoreNamed', { name })}
        onClick={() => void submit()}
      >
        {t('versions.restore')}
      </Button>
    </div>
  )
}

function TrashFacts({ item }: { readonly item: TrashItem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNowMs()
  const { deletedAtMs, deviceName, fileCount, folderPath, kind, path, sizeBytes } = item
  const place = [nameOf(folderPath), parentOf(path)].filter(Boolean).join(' / ')
  const size = format.bytes(sizeBytes)
  return (
    <div className="quiet small">
      {place} · {kind === 'folder' ? `${t('trash.files', { count: fileCount })}, ${size}` : size} ·{' '}
      {t('trash.deleted', { ago: format.ago(deletedAtMs, nowMs), deviceName })}
    </div>
  )
}
