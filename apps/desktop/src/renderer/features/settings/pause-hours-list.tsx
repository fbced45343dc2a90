import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { PauseHours } from '../../../ipc-contract/index.js'
import { Button, IconButton } from '../../design/button.js'
import { useFormat } from '../../format/format-provider.js'
import { formatMinute, PROPOSED_HOURS, parseMinute, toggleDay } from './pause-hours.js'

const WEEK = [1, 2, 3, 4, 5, 6, 0] as const

interface PauseHoursListProps {
  readonly hours: readonly PauseHours[]
  readonly onHours: (hours: PauseHours[]) => void
}

/** Hours in which nothing is synced. */
export function PauseHoursList({ hours, onHours }: PauseHoursListProps) {
  const { t } = useTranslation()
  const replace = (at: number, ...by: PauseHours[]) => onHours(hours.toSpliced(at, 1, ...by))
  return (
    <>
      <ul className="stack">
        {hours.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hours have no name but their place
          <li key={at} className="pause-hours">
            <HoursFields hours={one} onChange={(changed) => replace(at, changed)} />
            <IconButton icon="trash" label={t('pauseRules.remove')} onClick={() => replace(at)} />
          </li>
        ))}
      </ul>
      <div className="row">
        <Button icon="plus" onClick={() => onHours([...hours, PROPOSED_HOURS])}>
          {t('pauseRules.add')}
        </Button>
      </div>
    </>
  )
}

interface HoursFieldsProps {
  readonly hours: PauseHours
  readonly onChange: (hours: PauseHours) => void
}

function HoursFields({ hours, onChange }: HoursFieldsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="row grow">
      <fieldset className="row days">
        <legend className="only-heard">{t('pauseRules.days')}</legend>
        {WEEK.map((day) => (
          <label key={day} className="day">
            <input
              className="only-heard"
              type="checkbox"
              checked={hours.days.includes(day)}
              onChange={() => onChange(toggleDay(hours, day))}
            />
            {format.weekday(day)}
          </label>
        ))}
      </fieldset>
      <TimeField
        label={t('pauseRules.from')}
        minute={hours.fromMinute}
        onMinute={(fromMinute) => onChange({ ...hours, fromMinute })}
      />
      <TimeField
        label={t('pauseRules.to')}
        minute={hours.toMinute}
        onMinute={(toMinute) => onChange({ ...hours, toMinute })}
      />
    </div>
  )
}

interface TimeFieldProps {
  readonly label: string
  readonly minute: number
  readonly onMinute: (minute: number) => void
}

function TimeField({ label, minute, onMinute }: TimeFieldProps) {
  const id = useId()
  return (
    <span className="row">
      <label htmlFor={id}>{label}</label>
      <input
        className="input time-input"
        id={id}
        type="time"
        value={formatMinute(minute)}
        onChange={(event) => {
          const changed = parseMinute(event.target.value)
          if (changed !== undefined) onMinute(changed)
        }}
      />
    </span>
  )
}
