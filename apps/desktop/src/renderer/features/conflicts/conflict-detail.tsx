import { useTranslation } from 'react-i18next'
import type { OpenConflict } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { useFormat } from '../../format/format-provider.js'
import { nameOf } from '../home/folder-view.js'
import { Compare } from './compare.js'
import { ConflictSideCard } from './conflict-side-card.js'
import { titleOf } from './conflict-view.js'
import { useDecisions } from './use-decisions.js'

interface ConflictDetailProps {
  readonly conflict: OpenConflict
  readonly deviceName: string
  readonly onChanged: () => void
}

/** Both versions of one file, side by side, each with its decision. */
export function ConflictDetail({ conflict: listed, deviceName, onChanged }: ConflictDetailProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { daemon } = useBridge()
  const { conflictId } = listed
  const details = useQuery(conflictId, () => daemon.conflictDetails({ conflictId }))
  const decide = useDecisions(onChanged)
  const conflict = details.value?.conflict ?? listed
  const base = details.value?.base ?? null
  const title = titleOf(conflict)
  return (
    <section className="conflict card" aria-label={title}>
      <header>
        <h2>{nameOf(title)}</h2>
        <p className="quiet">
          {t('conflicts.happened', {
            deviceName: conflict.deviceName,
            time: format.dateTime(conflict.atMs),
          })}
          {base !== null && ` ${t('conflicts.base', { time: format.dateTime(base.atMs) })}`}
        </p>
      </header>
      <div className="sides">
        {(['original', 'copy'] as const).map((side) => (
          <ConflictSideCard
            key={side}
            side={side}
            conflict={conflict}
            deviceName={deviceName}
            isBusy={decide.isRunning}
            onKeep={() => void decide.run({ conflicts: [conflict], choose: () => side })}
          />
        ))}
      </div>
      <ErrorBanner error={decide.error ?? details.error} />
      <Compare conflict={conflict} />
    </section>
  )
}
