import type { ButtonHTMLAttributes } from 'react'
import { Icon, type IconName } from './icons.js'

type Look = 'normal' | 'primary' | 'danger' | 'plain'

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly look?: Look
  readonly icon?: IconName
  /** Work that the button started is under way: it cannot be pressed twice. */
  readonly isBusy?: boolean
}

export function Button({ look = 'normal', icon, isBusy, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look}`}
      disabled={rest.disabled === true || isBusy === true}
      aria-busy={isBusy === true}
    >
      {isBusy === true ? <Spinner /> : icon !== undefined && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly icon: IconName
  /** What it does, in words: name for screen readers and tooltip in one. */
  readonly label: string
}

export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className="button button-plain button-icon"
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  )
}

export function Spinner() {
  return <span className="spinner" aria-hidden="true" />
}
