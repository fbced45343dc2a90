import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ControlError } from '../../ipc-contract/index.js'
import { Banner } from '../design/banner.js'
import { errorText } from '../i18n/error-text.js'

interface ErrorBannerProps {
  readonly error: ControlError | null
  readonly actions?: ReactNode
}

/** What went wrong and what to do, or nothing when nothing went wrong. */
export function ErrorBanner({ error, actions }: ErrorBannerProps) {
  const { i18n } = useTranslation()
  if (error === null || error.code === 'cancelled') return null
  return <Banner tone="bad" isUrgent title={errorText(i18n, error)} actions={actions} />
}
