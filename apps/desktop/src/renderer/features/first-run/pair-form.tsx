import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Button } from '../../design/button.js'
import { TextField } from '../../design/field.js'
import { looksLikePairingCode } from '../devices/pairing-code.js'
import { AddressField } from './address-field.js'
import { type AddressDraft, isAcceptable, isReadableOnTheWay } from './server-address.js'
import type { Event, Progress } from './steps.js'

interface PairFormProps {
  readonly progress: Progress
  readonly onEvent: (event: Event) => void
}

/** Joins the account with a code that another device shows: no login, no password. */
export function PairForm({ progress, onEvent }: PairFormProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const [address, setAddress] = useState<AddressDraft>({
    server: progress.server,
    isTrusted: progress.allowInsecure,
  })
  const [code, setCode] = useState('')
  const [isAsked, setAsked] = useState(false)
  const isCode = looksLikePairingCode(code)
  const pair = useCall(() =>
    daemon.pair({
      server: address.server.trim(),
      code: code.trim(),
      ...(isReadableOnTheWay(address.server) ? { allowInsecure: true } : {}),
    }),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (!isCode || !isAcceptable(address)) return
    if ((await pair.run()) !== undefined) onEvent({ kind: 'signedIn' })
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <AddressField draft={address} isAsked={isAsked} onDraft={setAddress} />
      <TextField
        label={t('pairing.code')}
        hint={t('pairing.codeHint')}
        value={code}
        problem={isAsked && !isCode ? t('pairing.codeProblem') : undefined}
        onValue={setCode}
      />
      <ErrorBanner error={pair.error} />
      <div className="row">
        <Button type="submit" look="primary" isBusy={pair.isRunning}>
          {t('pairing.join')}
        </Button>
      </div>
    </form>
  )
}
