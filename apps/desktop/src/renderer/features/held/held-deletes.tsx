import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, HeldDeletes as HeldDeletesList } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { useToast } from '../../design/toasts.js'
import { useFormat } from '../../format/format-provider.js'
import { nameOf } from '../home/folder-view.js'

/** Deletions that the brake of this device or of the server stopped until somebody decides. */
export function HeldDeletes({ folders }: { readonly folders: readonly FolderStatus[] }) {
  return folders
    .filter(({ heldDeletes }) => heldDeletes.local + heldDeletes.server > 0)
    .map((folder) => <HeldInFolder key={folder.folderId} folder={folder} />)
}

function HeldInFolder({ folder }: { readonly folder: FolderStatus }) {
  const { t } = useTranslation()
  const [isReviewing, setReviewing] = useState(false)
  const { local, server } = folder.heldDeletes
  return (
    <Banner
      tone="bad"
      title={t('held.deletes', { count: local + server, name: nameOf(folder.path) })}
      actions={<Button onClick={() => setReviewing(true)}>{t('held.review')}</Button>}
    >
      {t('held.deletesText')}
      {isReviewing && <ReviewDeletes folder={folder} onClose={() => setReviewing(false)} />}
    </Banner>
  )
}

interface ReviewProps {
  readonly folder: FolderStatus
  readonly onClose: () => void
}

function ReviewDeletes({ folder, onClose }: ReviewProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  const params = { folder: folder.folderId }
  const list = useQuery(folder.folderId, () => daemon.heldDeletes(params))
  const approve = useCall(() => daemon.approveDeletes(params))
  const reject = useCall(() => daemon.rejectDeletes(params))
  const decide = async (kind: 'approved' | 'rejected') => {
    const done = await (kind === 'approved' ? approve : reject).run()
    if (done === undefined) return
    showToast({ text: t(`held.${kind}`, { count: done.fileCount }) })
    onClose()
  }
  return (
    <Dialog title={t('held.reviewTitle', { name: nameOf(folder.path) })} onClose={onClose}>
      <div className="stack">
        <ErrorBanner error={list.error ?? approve.error ?? reject.error} />
        {list.value?.holds.map((hold) => (
          <Hold key={hold.holdId ?? 'local'} hold={hold} />
        ))}
        <p className="quiet">{t('held.afterwards')}</p>
      </div>
      <div className="dialog-actions">
        <Button look="danger" isBusy={approve.isRunning} onClick={() => void decide('approved')}>
          {t('held.approve')}
        </Button>
        <Button look="primary" isBusy={reject.isRunning} onClick={() => void decide('rejected')}>
          {t('held.reject')}
        </Button>
      </div>
    </Dialog>
  )
}

function Hold({ hold }: { readonly hold: HeldDeletesList['holds'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { atMs, deviceName, examplePaths, fileCount, spaceFileCount } = hold
  const unlisted = fileCount - examplePaths.length
  return (
    <section>
      <h3>
        {t('held.holdTitle', { count: fileCount, all: format.count(spaceFileCount), deviceName })}
      </h3>
      <p className="quiet small">{format.dateTime(atMs)}</p>
      {examplePaths.length > 0 && (
        <ul className="example-paths code">
          {examplePaths.map((path) => (
            <li key={path}>{path}</li>
          ))}
          {unlisted > 0 && <li className="quiet">{t('held.moreFiles', { count: unlisted })}</li>}
        </ul>
      )}
    </section>
  )
}
