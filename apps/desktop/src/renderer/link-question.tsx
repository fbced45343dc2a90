import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingLink, TidemarkBridge } from '../ipc-contract/index.js'
import { useBridge } from './bridge/bridge.js'
import { ErrorBanner } from './bridge/error-banner.js'
import { useCall } from './bridge/use-call.js'
import { Button } from './design/button.js'
import { Dialog } from './design/dialog.js'

type Confirmed = Extract<
  Awaited<ReturnType<TidemarkBridge['app']['confirmLink']>>,
  { readonly ok: true }
>
/** What an accepted link asks for. */
export type LinkAction = NonNullable<Confirmed['value']['action']>

interface LinkQuestionProps {
  readonly link: PendingLink
  readonly onAccepted: (action: LinkAction) => void
}

/** A link that somebody clicked elsewhere does nothing before a person said yes here (SEC-130). */
export function LinkQuestion({ link, onAccepted }: LinkQuestionProps) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const [isAnswered, setAnswered] = useState(false)
  const confirm = useCall(app.confirmLink)
  const answer = async (accept: boolean) => {
    const result = await confirm.run({ linkId: link.linkId, accept })
    if (result === undefined) return
    setAnswered(true)
    if (result.action !== null) onAccepted(result.action)
  }
  if (isAnswered) return null
  return (
    <Dialog title={t(`link.${link.kind}.title`)} onClose={() => void answer(false)}>
      <p>{t(`link.${link.kind}.text`)}</p>
      <p className="code">{link.summary}</p>
      <ErrorBanner error={confirm.error} />
      <div className="dialog-actions">
        <Button onClick={() => void answer(false)}>{t('common.cancel')}</Button>
        <Button look="primary" isBusy={confirm.isRunning} onClick={() => void answer(true)}>
          {t(`link.${link.kind}.accept`)}
        </Button>
      </div>
    </Dialog>
  )
}
