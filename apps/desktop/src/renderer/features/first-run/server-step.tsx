import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Button } from '../../design/button.js'
import { Choices } from '../../design/choices.js'
import { AddressField } from './address-field.js'
import { PairForm } from './pair-form.js'
import { type AddressDraft, isAcceptable, isReadableOnTheWay } from './server-address.js'
import type { Event, Origin, Progress } from './steps.js'

interface StepProps {
  readonly progress: Progress
  readonly onEvent: (event: Event) => void
}

export function ServerStep({ progress, onEvent }: StepProps) {
  const { t } = useTranslation()
  const [origin, setOrigin] = useState<Origin>(progress.origin)
  return (
    <div className="stack">
      <Choices
        label={t('firstRun.server.title')}
        value={origin}
        onChoose={setOrigin}
        choices={[
          {
            value: 'existing',
            label: t('firstRun.server.existing'),
            hint: t('firstRun.server.existingHint'),
          },
          {
            value: 'code',
            label: t('firstRun.server.code'),
            hint: t('firstRun.server.codeHint'),
          },
          { value: 'here', label: t('firstRun.server.here'), hint: t('firstRun.server.hereHint') },
        ]}
      />
      {origin === 'existing' && <Address progress={progress} onEvent={onEvent} />}
      {origin === 'code' && <PairForm progress={progress} onEvent={onEvent} />}
      {origin === 'here' && <StartHere onEvent={onEvent} />}
    </div>
  )
}

function Address({ progress, onEvent }: StepProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<AddressDraft>({
    server: progress.server,
    isTrusted: progress.allowInsecure,
  })
  const [isAsked, setAsked] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (!isAcceptable(draft)) return
    const { server } = draft
    const allowInsecure = isReadableOnTheWay(server)
    onEvent({ kind: 'serverNamed', server: server.trim(), allowInsecure })
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <AddressField draft={draft} isAsked={isAsked} onDraft={setDraft} />
      <div className="row">
        <Button type="submit" look="primary">
          {t('common.next')}
        </Button>
      </div>
    </form>
  )
}

function StartHere({ onEvent }: Pick<StepProps, 'onEvent'>) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const start = useCall(app.startServer)
  const submit = async () => {
    const started = await start.run({})
    if (started === undefined) return
    const { url, setupCode } = started
    onEvent({ kind: 'serverStarted', server: url, setupCode })
  }
  return (
    <div className="stack">
      <ErrorBanner error={start.error} />
      <div className="row">
        <Button look="primary" icon="server" isBusy={start.isRunning} onClick={() => void submit()}>
          {start.isRunning ? t('firstRun.server.starting') : t('firstRun.server.start')}
        </Button>
      </div>
    </div>
  )
}
