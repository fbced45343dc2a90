import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingsChange, SettingsState } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Banner } from '../../design/banner.js'
import { Button, Spinner } from '../../design/button.js'
import { TextField, Toggle } from '../../design/field.js'
import { PauseHoursList } from './pause-hours-list.js'
import { formatRateInput, parseRate } from './rate-limit.js'
import { SettingsGroup } from './settings-group.js'
import { TrashSettings } from './trash-settings.js'

/** How fast and when folders are synced. These hold without the app, too. */
export function SyncSettings() {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const query = useQuery('settings', () => daemon.getSettings({}))
  const change = useCall((part: SettingsChange) => daemon.changeSettings(part))
  const set = async (part: SettingsChange) => {
    if ((await change.run(part)) !== undefined) query.reload()
  }
  const { value } = query
  return (
    <>
      <ErrorBanner error={query.error ?? change.error} />
      {value === undefined ? (
        query.isLoading && <Spinner />
      ) : (
        <>
          {value.pausedBy !== null && (
            <Banner tone="info" title={t(`home.pausedBy.${value.pausedBy}`)} />
          )}
          <Bandwidth state={value} onChange={set} />
          <PauseRules state={value} onChange={set} />
          <TrashSettings limits={value.settings.localTrash} onChange={set} />
        </>
      )}
    </>
  )
}

interface PartProps {
  readonly state: SettingsState
  readonly onChange: (part: SettingsChange) => Promise<void>
}

function Bandwidth({ state, onChange }: PartProps) {
  const { t } = useTranslation()
  const { upBytesPerSecond, downBytesPerSecond } = state.settings.bandwidth
  return (
    <SettingsGroup title={t('bandwidth.title')} text={t('bandwidth.text')}>
      <RateField
        label={t('bandwidth.up')}
        value={upBytesPerSecond}
        onRate={(rate) => onChange({ bandwidth: { upBytesPerSecond: rate } })}
      />
      <RateField
        label={t('bandwidth.down')}
        value={downBytesPerSecond}
        onRate={(rate) => onChange({ bandwidth: { downBytesPerSecond: rate } })}
      />
    </SettingsGroup>
  )
}

interface RateFieldProps {
  readonly label: string
  readonly value: number | null
  readonly onRate: (rate: number | null) => Promise<void>
}

function RateField({ label, value, onRate }: RateFieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(formatRateInput(value))
  const rate = parseRate(text)
  return (
    <form
      className="rate-field"
      onSubmit={(event) => {
        event.preventDefault()
        if (rate !== undefined) void onRate(rate)
      }}
    >
      <TextField
        label={label}
        placeholder={t('bandwidth.none')}
        inputMode="decimal"
        value={text}
        problem={rate === undefined ? t('bandwidth.problem') : undefined}
        onValue={setText}
      />
      <Button type="submit" disabled={rate === undefined || rate === value}>
        {t('common.save')}
      </Button>
    </form>
  )
}

function PauseRules({ state, onChange }: PartProps) {
  const { t } = useTranslation()
  const { hours, onBattery, onMetered } = state.settings.pauseRules
  return (
    <SettingsGroup title={t('pauseRules.title')} text={t('pauseRules.text')}>
      <Toggle
        label={t('pauseRules.battery')}
        isOn={onBattery}
        onToggle={(isOn) => void onChange({ pauseRules: { onBattery: isOn } })}
      />
      <Toggle
        label={t('pauseRules.metered')}
        hint={t('pauseRules.meteredHint')}
        isOn={onMetered}
        onToggle={(isOn) => void onChange({ pauseRules: { onMetered: isOn } })}
      />
      <PauseHoursList
        hours={hours}
        onHours={(changed) => void onChange({ pauseRules: { hours: changed } })}
      />
    </SettingsGroup>
  )
}
