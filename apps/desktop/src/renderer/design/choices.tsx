import { useId } from 'react'

interface Choice<V extends string> {
  readonly value: V
  readonly label: string
  readonly hint?: string
}

interface ChoicesProps<V extends string> {
  readonly label: string
  readonly value: V | null
  readonly choices: readonly Choice<V>[]
  readonly onChoose: (value: V) => void
}

/** One of a few ways, each with a sentence on what it means. */
export function Choices<V extends string>({ label, value, choices, onChoose }: ChoicesProps<V>) {
  const group = useId()
  return (
    <fieldset className="choices">
      <legend className="only-heard">{label}</legend>
      {choices.map((choice) => (
        <label className="choice" key={choice.value}>
          <input
            type="radio"
            name={group}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          <span>
            <strong>{choice.label}</strong>
            {choice.hint !== undefined && <span className="quiet"> {choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** The same for one word each, in a row. */
export function Segments<V extends string>({ label, value, choices, onChoose }: ChoicesProps<V>) {
  const group = useId()
  return (
    <fieldset className="segments">
      <legend className="only-heard">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            className="only-heard"
            type="radio"
            name={group}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
