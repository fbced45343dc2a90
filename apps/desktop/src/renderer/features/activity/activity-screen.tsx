import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActivityEntry, Status } from '../../../ipc-contract/index.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { Empty } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { SearchField, SelectField } from '../../design/field.js'
import { Icon } from '../../design/icons.js'
import { VirtualList } from '../../design/virtual-list.js'
import { useFormat } from '../../format/format-provider.js'
import { goTo } from '../../route.js'
import { nameOf, parentOf } from '../home/folder-view.js'
import { kindOf } from './activity-kind.js'
import type { ActivityRow } from './group-days.js'
import { useActivity } from './use-activity.js'

/** Everything that happened to items, to be looked through. */
export function ActivityScreen({ status }: { readonly status: Status }) {
  const { t } = useTranslation()
  const [folder, setFolder] = useState('')
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search.trim())
  const list = useActivity(folder, asked)
  const { rows } = list
  const isNothing = rows.length === 0 && !list.isLoading && list.error === null
  return (
    <>
      <h1>{t('activity.title')}</h1>
      <div className="activity-filter">
        <SearchField label={t('activity.search')} value={search} onValue={setSearch} />
        <SelectField
          label={t('activity.folder')}
          value={folder}
          onValue={setFolder}
          options={[
            { value: '', label: t('activity.allFolders') },
            ...status.folders.map(({ folderId, path }) => ({
              value: folderId,
              label: nameOf(path),
            })),
          ]}
        />
      </div>
      <ErrorBanner error={list.error} />
      {isNothing ? (
        <Empty icon="activity" title={t(asked === '' ? 'activity.none' : 'activity.noMatch')} />
      ) : (
        <VirtualList
          className="card rows fill"
          label={t('activity.title')}
          rows={rows}
          keyOf={keyOf}
          rowPx={58}
          onEnd={list.hasMore ? list.loadOlder : undefined}
          renderRow={(row) => <Row row={row} />}
        />
      )}
    </>
  )
}

const keyOf = ({ key }: ActivityRow) => key

function Row({ row }: { readonly row: ActivityRow }) {
  const format = useFormat()
  if (row.kind === 'day') return <h2 className="activity-day small">{format.day(row.atMs)}</h2>
  return <EntryRow entry={row.entry} />
}

function EntryRow({ entry }: { readonly entry: ActivityEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { atMs, detail, folderId, path } = entry
  const { icon, textKey, tone, hasVersions } = kindOf(entry.kind)
  const what = textKey === null ? entry.kind : t(`activity.kind.${textKey}`)
  const name = nameOf(path)
  return (
    <div className="list-item activity-item">
      <span className={`activity-icon tone-${tone}`}>
        <Icon name={icon} size={16} />
      </span>
      <div className="grow">
        <div className="clip">{name}</div>
        <div className="quiet small clip">
          {[what, parentOf(path), detail].filter(Boolean).join(' · ')}
        </div>
      </div>
      <span className="quiet small">{format.time(atMs)}</span>
      {hasVersions && (
        <Button
          look="plain"
          icon="versions"
          aria-label={t('activity.versionsOf', { name })}
          onClick={() => goTo('versions', { folder: folderId, path })}
        >
          {t('activity.versions')}
        </Button>
      )}
    </div>
  )
}
