import { useTranslation } from 'react-i18next'
import type { LocalTrashLimits, SettingsChange } from '../../../ipc-contract/index.js'
import { SelectField } from '../../design/field.js'
import { useFormat } from '../../format/format-provider.js'
import { SettingsGroup } from './settings-group.js'

const DAYS = [7, 30, 90, 365]
const SIZES = [1e9, 5e9, 20e9, 100e9]
const NONE = 'none'

interface TrashSettingsProps {
  readonly limits: LocalTrashLimits
  readonly onChange: (part: SettingsChange) => Promise<void>
}

/** How long the folders' own trash keeps what left them. */
export function TrashSettings({ limits, onChange }: TrashSettingsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { keepDays, maxBytes } = limits
  return (
    <SettingsGroup title={t('localTrash.title')} text={t('localTrash.text')}>
      <LimitField
        label={t('localTrash.days')}
        value={keepDays}
        known={DAYS}
        none={t('localTrash.forEver')}
        nameOf={(days) => t('localTrash.dayCount', { count: days })}
        onLimit={(days) => void onChange({ localTrash: { keepDays: days } })}
      />
      <LimitField
        label={t('localTrash.size')}
        value={maxBytes}
        known={SIZES}
        none={t('localTrash.noLimit')}
        nameOf={format.bytes}
        onLimit={(bytes) => void onChange({ localTrash: { maxBytes: bytes } })}
      />
      <p className="quiet small">{t('localTrash.sizeHint')}</p>
    </SettingsGroup>
  )
}

interface LimitFieldProps {
  readonly label: string
  readonly value: number | null
  readonly known: readonly number[]
  /** What no limit is called. */
  readonly none: string
  readonly nameOf: (value: number) => string
  readonly onLimit: (value: number | null) => void
}

/** A few limits to choose from, and the one that was set elsewhere. */
function LimitField({ label, value, known, none, nameOf, onLimit }: LimitFieldProps) {
  const limits = [...new Set(value === null ? known : [...known, value])].sort((a, b) => a - b)
  return (
    <SelectField
      label={label}
      value={value === null ? NONE : String(value)}
      onValue={(text) => onLimit(text === NONE ? null : Number(text))}
      options={[
        ...limits.map((limit) => ({ value: String(limit), label: nameOf(limit) })),
        { value: NONE, label: none },
      ]}
    />
  )
}
