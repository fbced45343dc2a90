import { type InputHTMLAttributes, type ReactNode, useId } from 'react'
import { Icon } from './icons.js'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** What is wrong with the value, and what would be right. */
  readonly problem?: string | undefined
  readonly onValue: (value: string) => void
}

export function TextField({ label, value, hint, problem, onValue, ...rest }: FieldProps) {
  const id = useId()
  const notes = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={notes === '' ? undefined : notes}
        onChange={(event) => onValue(event.target.value)}
      />
      {hint !== undefined && (
        <span className="quiet small" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem !== undefined && (
        <span className="field-error small" id={`${id}-problem`} role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}

interface TextAreaProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly rows: number
  readonly onValue: (value: string) => void
}

export function TextArea({ label, hint, value, rows, onValue }: TextAreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        className="input"
        id={id}
        rows={rows}
        spellCheck={false}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onValue(event.target.value)}
      />
      <span className="quiet small" id={`${id}-hint`}>
        {hint}
      </span>
    </div>
  )
}

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onValue: (value: string) => void
}

export function SelectField({ label, value, options, onValue }: SelectProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        className="input"
        id={id}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

interface SearchProps {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
}

export function SearchField({ label, value, onValue }: SearchProps) {
  return (
    <div className="search grow">
      <Icon name="search" size={16} />
      <input
        className="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </div>
  )
}

interface ToggleProps {
  readonly label: ReactNode
  readonly hint?: string
  readonly isOn: boolean
  readonly isDisabled?: boolean
  readonly onToggle: (isOn: boolean) => void
}

export function Toggle({ label, hint, isOn, isDisabled = false, onToggle }: ToggleProps) {
  const id = useId()
  return (
    <div className="toggle">
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <div className="quiet small" id={`${id}-hint`}>
            {hint}
          </div>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onToggle(event.target.checked)}
      />
    </div>
  )
}
