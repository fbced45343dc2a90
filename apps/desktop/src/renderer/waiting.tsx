import { useTranslation } from 'react-i18next'
import type { AppState } from '../ipc-contract/index.js'
import { ErrorBanner } from './bridge/error-banner.js'
import { Spinner } from './design/button.js'
import { TideMark } from './design/icons.js'

/** Shown until the daemon told its status for the first time. */
export function Waiting({ daemon }: { readonly daemon: AppState['daemon'] }) {
  const { t } = useTranslation()
  const isStuck = daemon.state === 'failed' || daemon.state === 'too_new'
  return (
    <main className="waiting">
      <TideMark size={56} />
      <h1>{t(`daemon.${daemon.state}.title`)}</h1>
      <p className="quiet">{t(`daemon.${daemon.state}.text`)}</p>
      {!isStuck && <Spinner />}
      <ErrorBanner error={daemon.error} />
    </main>
  )
}
