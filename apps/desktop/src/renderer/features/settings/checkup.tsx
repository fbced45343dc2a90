import { useTranslation } from 'react-i18next'
import type { Check } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { Badge } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import type { Tone } from '../../design/tone.js'
import { SettingsGroup } from './settings-group.js'

const TONES: Readonly<Record<Check['outcome'], Tone>> = {
  ok: 'ok',
  warning: 'warn',
  problem: 'bad',
}

/** What `tidemark doctor` finds. */
export function Checkup() {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const { value, error, isLoading, reload } = useQuery('doctor', () => daemon.doctor({}))
  return (
    <SettingsGroup title={t('checkup.title')} text={t('checkup.text')}>
      <ErrorBanner error={error} />
      <ul className="checks">
        {value?.checks.map((check) => (
          <li key={`${check.name}${check.detail}`}>
            <Badge tone={TONES[check.outcome]}>{t(`checkup.${check.outcome}`)}</Badge>
            <div className="grow">
              <strong>{check.name}</strong> <span>{check.detail}</span>
              {check.advice !== null && <p className="quiet">{check.advice}</p>}
            </div>
          </li>
        ))}
      </ul>
      <div className="row">
        <Button icon="refresh" isBusy={isLoading} onClick={reload}>
          {t('common.again')}
        </Button>
      </div>
    </SettingsGroup>
  )
}
