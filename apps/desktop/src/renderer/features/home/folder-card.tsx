import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus } from '../../../ipc-contract/index.js'
import { findRoomShort } from '../../../ipc-contract/room-short.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { Progress } from '../../design/progress.js'
import { TideGauge } from '../../design/tide-gauge.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { errorText, fixText } from '../../i18n/error-text.js'
import { goTo } from '../../route.js'
import { HeldItems } from '../held/held-items.js'
import { folderLine } from './folder-line.js'
import { gaugeOf, nameOf, progressOf } from './folder-view.js'

/** One synced folder: how it stands, what it needs, and what can be done with it. */
export function FolderCard({ folder }: { readonly folder: FolderStatus }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { share, totalBytes } = progressOf([folder])
  return (
    <article className="card folder-card" aria-label={nameOf(folder.path)}>
      <div className="folder-head">
        <TideGauge {...gaugeOf(folder)} />
        <div className="grow">
          <h2 className="clip">{nameOf(folder.path)}</h2>
          <p className="quiet">{folderLine(t, format, folder)}</p>
        </div>
        <FolderActions folder={folder} />
      </div>
      {folder.state === 'syncing' && totalBytes > 0 && (
        <Progress label={t('home.progressOf', { name: nameOf(folder.path) })} share={share} />
      )}
      {folder.state === 'syncing' && <ActivePaths paths={folder.activePaths} />}
      {folder.error !== null && (
        <Banner
          tone={folder.state === 'stopped' ? 'bad' : 'warn'}
          title={errorText(i18n, folder.error)}
        />
      )}
      <RoomShort folder={folder} />
      <HeldItems folder={folder} />
      <FolderDetails folder={folder} />
    </article>
  )
}

/** A full disk is no matter of one file, so it is not left for a list that has to be opened. */
function RoomShort({ folder }: { readonly folder: FolderStatus }) {
  const { i18n } = useTranslation()
  const item = findRoomShort(folder.held)
  if (item === undefined) return null
  const { code, detail } = item
  return (
    <Banner tone="warn" title={errorText(i18n, { code, message: detail })}>
      {fixText(i18n, code)}
    </Banner>
  )
}

function ActivePaths({ paths }: { readonly paths: readonly string[] }) {
  const { t } = useTranslation()
  if (paths.length === 0) return null
  return (
    <ul className="active-paths small quiet" aria-label={t('home.active')}>
      {paths.slice(0, 3).map((path) => (
        <li className="clip" key={path}>
          {path}
        </li>
      ))}
    </ul>
  )
}

function FolderActions({ folder }: { readonly folder: FolderStatus }) {
  const { t } = useTranslation()
  const { app, daemon } = useBridge()
  const { folderId, state, path } = folder
  const isPaused = state === 'paused'
  const pause = useCall(() => {
    const params = { folder: folderId }
    return isPaused ? daemon.resume(params) : daemon.pause(params)
  })
  const open = useCall(() => app.openFolder({ folderId, path: '' }))
  const name = nameOf(path)
  return (
    <div className="row">
      <Button
        icon="open"
        aria-label={t('home.openNamed', { name })}
        onClick={() => void open.run()}
      >
        {t('home.open')}
      </Button>
      <Button
        icon={isPaused ? 'play' : 'pause'}
        isBusy={pause.isRunning}
        aria-label={isPaused ? t('home.resumeNamed', { name }) : t('home.pauseNamed', { name })}
        onClick={() => void pause.run()}
      >
        {isPaused ? t('home.resume') : t('home.pause')}
      </Button>
      <ErrorBanner error={pause.error ?? open.error} />
    </div>
  )
}

function FolderDetails({ folder }: { readonly folder: FolderStatus }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNowMs()
  const [isUnlinking, setUnlinking] = useState(false)
  const { counts, lastSyncAtMs, path, restarts, savedBytes, spaceName, watch } = folder
  return (
    <details className="folder-details">
      <summary>{t('home.details')}</summary>
      <dl className="facts">
        <dt>{t('home.path')}</dt>
        <dd className="code">{path}</dd>
        <dt>{t('home.space')}</dt>
        <dd>{spaceName}</dd>
        <dt>{t('home.holds')}</dt>
        <dd>{t('home.items', { count: counts.items })}</dd>
        {lastSyncAtMs !== null && (
          <>
            <dt>{t('home.synced')}</dt>
            <dd>{format.ago(lastSyncAtMs, nowMs)}</dd>
          </>
        )}
        <dt>{t('home.watch.label')}</dt>
        <dd>{t(`home.watch.${watch.mode}`)}</dd>
        {savedBytes !== undefined && savedBytes > 0 && (
          <>
            <dt>{t('home.saved')}</dt>
            <dd>{t('home.savedText', { size: format.bytes(savedBytes) })}</dd>
          </>
        )}
        {restarts > 0 && (
          <>
            <dt>{t('home.restarts')}</dt>
            <dd>{format.count(restarts)}</dd>
          </>
        )}
      </dl>
      <div className="row">
        <Button onClick={() => goTo('settings', { tab: 'selection', folder: folder.folderId })}>
          {t('home.selection')}
        </Button>
        <Button look="danger" onClick={() => setUnlinking(true)}>
          {t('home.unlink.start')}
        </Button>
      </div>
      {isUnlinking && <Unlink folder={folder} onClose={() => setUnlinking(false)} />}
    </details>
  )
}

interface UnlinkProps {
  readonly folder: FolderStatus
  readonly onClose: () => void
}

function Unlink({ folder, onClose }: UnlinkProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const unlink = useCall(() => daemon.unlinkFolder({ folder: folder.folderId }))
  const submit = async () => {
    if ((await unlink.run()) !== undefined) onClose()
  }
  return (
    <Dialog title={t('home.unlink.title', { name: nameOf(folder.path) })} onClose={onClose}>
      <p>{t('home.unlink.text')}</p>
      <ErrorBanner error={unlink.error} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="danger" isBusy={unlink.isRunning} onClick={() => void submit()}>
          {t('home.unlink.start')}
        </Button>
      </div>
    </Dialog>
  )
}
