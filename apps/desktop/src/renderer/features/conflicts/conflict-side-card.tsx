import { useTranslation } from 'react-i18next'
import type { OpenConflict } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Badge } from '../../design/banner.js'
import { Button, IconButton } from '../../design/button.js'
import { useFormat } from '../../format/format-provider.js'
import { differenceOf, type SideName, writerOf } from './conflict-view.js'

interface SideProps {
  readonly side: SideName
  readonly conflict: OpenConflict
  readonly deviceName: string
  readonly isBusy: boolean
  readonly onKeep: () => void
}

/** One version: who wrote it, when, how large, and the button that keeps it. */
export function ConflictSideCard({ side, conflict, deviceName, isBusy, onKeep }: SideProps) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const path = side === 'original' ? conflict.path : conflict.copyPath
  const open = useCall(() => app.openFolder({ folderId: conflict.folderId, path: path ?? '' }))
  const isMine = writerOf(conflict, side) === deviceName
  return (
    <section className="side" aria-label={t(`conflicts.side.${side}`)}>
      <div className="row">
        <h3 className="grow">{t(`conflicts.side.${side}`)}</h3>
        {isMine && <Badge tone="info">{t('conflicts.mine')}</Badge>}
      </div>
      <SideFacts side={side} conflict={conflict} />
      <div className="side-path">
        <p className="code quiet grow">{path ?? t('conflicts.deleted')}</p>
        <IconButton
          icon="open"
          label={t('held.show')}
          disabled={path === null}
          onClick={() => void open.run()}
        />
      </div>
      <div className="row side-actions">
        <Button look="primary" isBusy={isBusy} disabled={path === null} onClick={onKeep}>
          {t('conflicts.keepThis')}
        </Button>
      </div>
      <ErrorBanner error={open.error} />
    </section>
  )
}

function SideFacts({ side, conflict }: Pick<SideProps, 'side' | 'conflict'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = side === 'original' ? conflict.original : conflict.copy
  const other = side === 'original' ? conflict.copy : conflict.original
  if (facts === undefined) return null
  const { isNewer, isLarger } = differenceOf(facts, other)
  return (
    <dl className="facts">
      <dt>{t('conflicts.device')}</dt>
      <dd>{writerOf(conflict, side) ?? t('conflicts.unknownDevice')}</dd>
      <dt>{t('conflicts.saved')}</dt>
      <dd className="row">
        {format.dateTime(facts.modifiedAtMs)}
        {isNewer && <Badge tone="quiet">{t('conflicts.newer')}</Badge>}
      </dd>
      <dt>{t('conflicts.size')}</dt>
      <dd className="row">
        {format.bytes(facts.sizeBytes)}
        {isLarger && <Badge tone="quiet">{t('conflicts.larger')}</Badge>}
      </dd>
    </dl>
  )
}
