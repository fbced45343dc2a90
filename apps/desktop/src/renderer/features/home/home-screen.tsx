import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner, Empty } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { Progress } from '../../design/progress.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { goTo } from '../../route.js'
import { SignInAgain } from '../account/sign-in-again.js'
import { HeldDeletes } from '../held/held-deletes.js'
import { LinkFolder } from '../link-folder/link-folder.js'
import { FolderCard } from './folder-card.js'
import { overallOf, progressOf } from './folder-view.js'
import { WatchAdvice } from './watch-advice-banner.js'

export function HomeScreen({ status }: { readonly status: Status }) {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const { folders } = status
  const conflictCount = folders.reduce((sum, { counts }) => sum + counts.conflicts, 0)
  return (
    <>
      <Headline status={status} onAdd={() => setAdding(true)} />
      {status.account?.insecure === true && (
        <Banner tone="warn" title={t('home.insecure')}>
          {t('home.insecureText')}
        </Banner>
      )}
      <SignInAgain status={status} />
      {conflictCount > 0 && (
        <Banner
          tone="warn"
          title={t('home.conflicts', { count: conflictCount })}
          actions={<Button onClick={() => goTo('conflicts')}>{t('home.openInbox')}</Button>}
        >
          {t('home.conflictsText')}
        </Banner>
      )}
      <HeldDeletes folders={folders} />
      <WatchAdvice folders={folders} />
      {folders.length === 0 ? (
        <Empty icon="folder" title={t('home.empty')}>
          <p>{t('home.emptyText')}</p>
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {t('home.add')}
          </Button>
        </Empty>
      ) : (
        <ul className="stack" aria-label={t('home.folders')}>
          {folders.map((folder) => (
            <li key={folder.folderId}>
              <FolderCard folder={folder} />
            </li>
          ))}
        </ul>
      )}
      {isAdding && <AddFolder onClose={() => setAdding(false)} />}
    </>
  )
}

function AddFolder({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog isWide title={t('home.add')} onClose={onClose}>
      <LinkFolder cancelLabel={t('common.cancel')} onCancel={onClose} onLinked={onClose} />
    </Dialog>
  )
}

function Headline({ status, onAdd }: { readonly status: Status; readonly onAdd: () => void }) {
  const { t } = useTranslation()
  const overall = overallOf(status)
  const progress = progressOf(status.folders)
  return (
    <header className="headline">
      <div className="screen-head">
        <div className="grow">
          <h1>{t(`home.overall.${overall}`)}</h1>
          <HeadlineFacts status={status} />
        </div>
        {status.folders.length > 0 && <AllFolders status={status} onAdd={onAdd} />}
      </div>
      {progress.share < 1 && overall !== 'paused' && (
        <Progress label={t('home.progress')} share={progress.share} />
      )}
    </header>
  )
}

function HeadlineFacts({ status: { folders } }: { readonly status: Status }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNowMs()
  const { bytesPerSecond, leftMs } = progressOf(folders)
  const items = folders.reduce((sum, { counts }) => sum + counts.items, 0)
  const lastMs = Math.max(0, ...folders.map(({ lastSyncAtMs }) => lastSyncAtMs ?? 0))
  const facts: string[] = []
  if (folders.length > 0) facts.push(t('home.items', { count: items }))
  if (bytesPerSecond > 0) facts.push(format.rate(bytesPerSecond))
  if (leftMs !== null) facts.push(t('home.timeLeft', { time: format.duration(leftMs) }))
  else if (lastMs > 0) facts.push(t('home.lastSync', { ago: format.ago(lastMs, nowMs) }))
  return <p className="quiet">{facts.join(' · ')}</p>
}

function AllFolders({ status, onAdd }: { readonly status: Status; readonly onAdd: () => void }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const isPaused = status.folders.every(({ state }) => state === 'paused')
  const pause = useCall(() => (isPaused ? daemon.resume({}) : daemon.pause({})))
  const sync = useCall(() => daemon.sync({}))
  return (
    <div className="row">
      <Button
        icon={isPaused ? 'play' : 'pause'}
        isBusy={pause.isRunning}
        onClick={() => void pause.run()}
      >
        {isPaused ? t('home.resumeAll') : t('home.pauseAll')}
      </Button>
      <Button icon="refresh" isBusy={sync.isRunning} onClick={() => void sync.run()}>
        {t('home.sync')}
      </Button>
      <Button icon="plus" onClick={onAdd}>
        {t('home.add')}
      </Button>
      <ErrorBanner error={pause.error ?? sync.error} />
    </div>
  )
}
