import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, HeldItemStatus } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Button } from '../../design/button.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { errorText, fixText } from '../../i18n/error-text.js'
import { joinPath } from './join-path.js'
import { Why } from './why.js'

/** Items that are not synced right now: each with the reason and with what can be done. */
export function HeldItems({ folder }: { readonly folder: FolderStatus }) {
  const { t } = useTranslation()
  const { held, counts } = folder
  if (counts.held === 0) return null
  const unlisted = counts.held - held.length
  return (
    <details className="held-items">
      <summary>{t('held.items', { count: counts.held })}</summary>
      <ul>
        {held.map((item) => (
          <HeldItem key={item.path} item={item} folder={folder} />
        ))}
      </ul>
      {unlisted > 0 && <p className="quiet small">{t('held.more', { count: unlisted })}</p>}
    </details>
  )
}

interface HeldItemProps {
  readonly item: HeldItemStatus
  readonly folder: FolderStatus
}

function HeldItem({ item, folder }: HeldItemProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const nowMs = useNowMs()
  const { code, detail, path, retryAtMs, sinceMs } = item
  const fix = fixText(i18n, code)
  return (
    <li className="held-item">
      <div className="grow">
        <strong>{path}</strong>
        <p>{errorText(i18n, { code, message: detail })}</p>
        {fix !== null && <p className="quiet">{fix}</p>}
        <p className="quiet small">
          {t('held.since', { ago: format.ago(sinceMs, nowMs) })}
          {retryAtMs !== null && ` · ${t('held.retry', { time: format.time(retryAtMs) })}`}
        </p>
      </div>
      <HeldActions item={item} folder={folder} />
    </li>
  )
}

function HeldActions({ item, folder }: HeldItemProps) {
  const { t } = useTranslation()
  const { app, daemon } = useBridge()
  const [isAsking, setAsking] = useState(false)
  const absolute = joinPath(folder.path, item.path)
  const repair = useCall(() => daemon.repair({ path: absolute }))
  const retry = useCall(() => daemon.sync({ folder: folder.folderId }))
  const show = useCall(() => app.openFolder({ folderId: folder.folderId, path: item.path }))
  return (
    <div className="row">
      {item.code === 'file_damaged' && (
        <Button icon="restore" isBusy={repair.isRunning} onClick={() => void repair.run()}>
          {t('held.repair')}
        </Button>
      )}
      {item.retryAtMs !== null && (
        <Button icon="refresh" isBusy={retry.isRunning} onClick={() => void retry.run()}>
          {t('held.tryNow')}
        </Button>
      )}
      <Button icon="open" onClick={() => void show.run()}>
        {t('held.show')}
      </Button>
      <Button icon="info" onClick={() => setAsking(true)}>
        {t('held.why')}
      </Button>
      <ErrorBanner error={repair.error ?? retry.error ?? show.error} />
      {isAsking && <Why path={absolute} onClose={() => setAsking(false)} />}
    </div>
  )
}
