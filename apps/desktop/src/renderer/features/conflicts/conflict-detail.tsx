import { useTranslation } from 'react-i18next'
import type { OpenConflict } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Badge } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { useFormat } from '../../format/use-format.js'
import { nameOf } from '../home/folder-view.js'
import { ownSide, type SideName, titleOf } from './conflict-view.js'
import { useDecisions } from './use-decisions.js'

interface ConflictDetailProps {
  readonly conflict: OpenConflict
  readonly deviceName: string
  readonly onChanged: () => void
}

/** Both versions of one file, side by side, each with its decision. */
export function ConflictDetail({ conflict, deviceName, onChanged }: ConflictDetailProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const decide = useDecisions(onChanged)
  const title = titleOf(conflict)
  const mine = ownSide(conflict, deviceName)
  return (
    <section className="conflict card" aria-label={title}>
      <header>
        <h2>{nameOf(title)}</h2>
        <p className="quiet">
          {t('conflicts.happened', {
            deviceName: conflict.deviceName,
            time: format.dateTime(conflict.atMs),
          })}
        </p>
      </header>
      <div className="sides">
        {(['original', 'copy'] as const).map((side) => (
          <Side
            key={side}
            side={side}
            conflict={conflict}
            isMine={mine === side}
            isBusy={decide.isRunning}
            onKeep={() => void decide.run([{ conflict, choice: side }])}
          />
        ))}
      </div>
      <ErrorBanner error={decide.error} />
    </section>
  )
}

interface SideProps {
  readonly side: SideName
  readonly conflict: OpenConflict
  readonly isMine: boolean
  readonly isBusy: boolean
  readonly onKeep: () => void
}

function Side({ side, conflict, isMine, isBusy, onKeep }: SideProps) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const path = side === 'original' ? conflict.path : conflict.copyPath
  const open = useCall(() => app.openFolder({ folderId: conflict.folderId, path: path ?? '' }))
  return (
    <section className="side" aria-label={t(`conflicts.side.${side}`)}>
      <div className="row">
        <h3 className="grow">{t(`conflicts.side.${side}`)}</h3>
        {isMine && <Badge tone="info">{t('conflicts.mine')}</Badge>}
      </div>
      <p className="code">{path ?? t('conflicts.deleted')}</p>
      <div className="row">
        <Button look="primary" isBusy={isBusy} disabled={path === null} onClick={onKeep}>
          {t('conflicts.keepThis')}
        </Button>
        <Button icon="open" disabled={path === null} onClick={() => void open.run()}>
          {t('held.show')}
        </Button>
      </div>
      <ErrorBanner error={open.error} />
    </section>
  )
}
