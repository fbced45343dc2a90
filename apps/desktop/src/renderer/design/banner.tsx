import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.js'
import type { Tone } from './tone.js'

const ICONS: Readonly<Record<Tone, IconName>> = {
  info: 'info',
  ok: 'check',
  warn: 'warning',
  bad: 'warning',
  quiet: 'info',
}

interface BannerProps {
  readonly tone: Tone
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** Read out at once, for what happens while somebody waits. */
  readonly isUrgent?: boolean
}

export function Banner({ tone, title, children, actions, isUrgent = false }: BannerProps) {
  return (
    <div className={`banner tone-${tone}`} role={isUrgent ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} size={20} />
      <div className="banner-text">
        <strong>{title}</strong>
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  )
}

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`badge tone-${tone}`}>{children}</span>
}

interface EmptyProps {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
}

/** A screen with nothing on it says so, and why that is well. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} size={36} />
      <h2>{title}</h2>
      {children}
    </div>
  )
}
