import { useTranslation } from 'react-i18next'
import type { Check } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Badge, Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import type { Tone } from '../../design/tone.js'
import { useFormat } from '../../format/format-provider.js'
import { SettingsGroup } from './settings-group.js'

const TONES: Readonly<Record<Check['outcome'], Tone>> = {
  ok: 'ok',
  warning: 'warn',
  problem: 'bad',
}

/** What `tidemark doctor` finds, and what to send to somebody who helps. */
export function Checkup() {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const { value, error, isLoading, reload } = useQuery('doctor', () => daemon.doctor({}))
  return (
    <>
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
      <Diagnostics />
    </>
  )
}

function Diagnostics() {
  const { t } = useTranslation()
  const { app } = useBridge()
  const format = useFormat()
  const write = useCall(() => app.saveDiagnostics({}))
  const written = write.value?.saved ?? null
  return (
    <SettingsGroup title={t('diagnostics.title')} text={t('diagnostics.text')}>
      <ErrorBanner error={write.error} />
      {written !== null && (
        <Banner
          tone="ok"
          title={t('diagnostics.written', { size: format.bytes(written.sizeBytes) })}
        >
          <span className="code">{written.path}</span>
        </Banner>
      )}
      <div className="row">
        <Button isBusy={write.isRunning} onClick={() => void write.run()}>
          {t('diagnostics.write')}
        </Button>
      </div>
    </SettingsGroup>
  )
}
