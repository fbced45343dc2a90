import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, History } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Badge, Empty } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { SelectField, TextField } from '../../design/field.js'
import { useToast } from '../../design/toasts.js'
import { useFormat } from '../../format/format-provider.js'
import type { Route } from '../../route.js'
import { joinPath } from '../held/join-path.js'
import { nameOf } from '../home/folder-view.js'

interface FileVersionsProps {
  readonly folders: readonly FolderStatus[]
  readonly params: Route['params']
}

/** Versions of one file, found by its folder and path. */
export function FileVersions({ folders, params }: FileVersionsProps) {
  const { t } = useTranslation()
  const [folderId, setFolderId] = useState(params.folder ?? folders[0]?.folderId ?? '')
  const [path, setPath] = useState(params.path ?? '')
  const [asked, setAsked] = useState(params.path ?? '')
  const folder = folders.find((one) => one.folderId === folderId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(path.trim())
  }
  return (
    <>
      <form className="version-search" onSubmit={submit}>
        <SelectField
          label={t('versions.folder')}
          value={folderId}
          onValue={setFolderId}
          options={folders.map((one) => ({ value: one.folderId, label: nameOf(one.path) }))}
        />
        <TextField
          label={t('versions.path')}
          placeholder={t('versions.pathExample')}
          value={path}
          onValue={setPath}
        />
        <Button type="submit" look="primary" disabled={path.trim() === ''}>
          {t('versions.show')}
        </Button>
      </form>
      {asked !== '' && folder !== undefined && (
        <Versions key={`${folderId}/${asked}`} path={joinPath(folder.path, asked)} />
      )}
      {asked === '' && (
        <Empty icon="versions" title={t('versions.choose')}>
          <p>{t('versions.chooseText')}</p>
        </Empty>
      )}
    </>
  )
}

function Versions({ path }: { readonly path: string }) {
  const { daemon } = useBridge()
  const { value, error, reload } = useQuery(path, () => daemon.history({ path }))
  return (
    <>
      <ErrorBanner error={error} />
      <ul className="rows card">
        {value?.versions.map((version) => (
          <VersionRow key={version.revisionId} path={path} version={version} onRestored={reload} />
        ))}
      </ul>
    </>
  )
}

interface VersionRowProps {
  readonly path: string
  readonly version: History['versions'][number]
  readonly onRestored: () => void
}

function VersionRow({ path, version, onRestored }: VersionRowProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const format = useFormat()
  const showToast = useToast()
  const { atMs, current, deviceName, revisionId, sizeBytes } = version
  const restore = useCall(() => daemon.restore({ path, revisionId }))
  const submit = async () => {
    if ((await restore.run()) === undefined) return
    showToast({ text: t('versions.restored', { name: nameOf(path) }) })
    onRestored()
  }
  return (
    <li className="list-item">
      <div className="grow">
        <div>{format.dateTime(atMs)}</div>
        <div className="quiet small">
          {deviceName} · {format.bytes(sizeBytes)}
        </div>
        <ErrorBanner error={restore.error} />
      </div>
      {current ? (
        <Badge tone="ok">{t('versions.current')}</Badge>
      ) : (
        <Button
          icon="restore"
          isBusy={restore.isRunning}
          aria-label={t('versions.restoreNamed', { time: format.dateTime(atMs) })}
          onClick={() => void submit()}
        >
          {t('versions.restore')}
        </Button>
      )}
    </li>
  )
}
