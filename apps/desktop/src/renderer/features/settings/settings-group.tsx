import type { ReactNode } from 'react'

interface SettingsGroupProps {
  readonly title: string
  readonly text?: string
  readonly children: ReactNode
}

export function SettingsGroup({ title, text, children }: SettingsGroupProps) {
  return (
    <section className="card stack">
      <div>
        <h2>{title}</h2>
        {text !== undefined && <p className="quiet">{text}</p>}
      </div>
      {children}
    </section>
  )
}
