import { useTranslation } from 'react-i18next'
import type { OpenConflict } from '../../../ipc-contract/index.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { Button } from '../../design/button.js'
import type { Wish } from './conflict-view.js'
import { type Selection, targets } from './selection.js'
import { wishDecision } from './settle.js'
import { useDecisions } from './use-decisions.js'

const WISHES = ['mine', 'theirs', 'both'] as const satisfies readonly Wish[]

interface DecisionBarProps {
  readonly conflicts: readonly OpenConflict[]
  readonly selection: Selection
  readonly deviceName: string
  readonly onCheckAll: () => void
  readonly onChanged: () => void
}

/** Decisions for all that is checked, or for the one that is shown. */
export function DecisionBar(props: DecisionBarProps) {
  const { conflicts, selection, deviceName, onCheckAll, onChanged } = props
  const { t } = useTranslation()
  const decide = useDecisions(onChanged)
  const ids = new Set(targets(selection))
  const chosen = conflicts.filter(({ conflictId }) => ids.has(conflictId))
  const areAll = selection.checked.size === conflicts.length
  return (
    <>
      <div className="row">
        <Button aria-pressed={areAll} onClick={onCheckAll}>
          {areAll ? t('conflicts.checkNone') : t('conflicts.checkAll')}
        </Button>
        <span className="quiet grow" aria-live="polite">
          {selection.checked.size > 0 && t('conflicts.checked', { count: selection.checked.size })}
        </span>
        {WISHES.map((wish) => (
          <Button
            key={wish}
            disabled={chosen.length === 0}
            isBusy={decide.isRunning}
            onClick={() => void decide.run(wishDecision(chosen, wish, deviceName))}
          >
            {t(`conflicts.keep.${wish}`)}
          </Button>
        ))}
      </div>
      <ErrorBanner error={decide.error} />
    </>
  )
}
