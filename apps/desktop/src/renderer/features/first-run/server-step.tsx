import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Choices } from '../../design/choices.js'
import { TextField, Toggle } from '../../design/field.js'
import { addressProblem, isReadableOnTheWay } from './server-address.js'
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
          { value: 'here', label: t('firstRun.server.here'), hint: t('firstRun.server.hereHint') },
        ]}
      />
      {origin === 'existing' ? (
        <Address progress={progress} onEvent={onEvent} />
      ) : (
        <StartHere onEvent={onEvent} />
      )}
    </div>
  )
}

function Address({ progress, onEvent }: StepProps) {
  const { t } = useTranslation()
  const [server, setServer] = useState(progress.server)
  const [isTrusted, setTrusted] = useState(progress.allowInsecure)
  const [isAsked, setAsked] = useState(false)
  const problem = addressProblem(server)
  const isReadable = isReadableOnTheWay(server)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (problem !== null || (isReadable && !isTrusted)) return
    onEvent({ kind: 'serverNamed', server: server.trim(), allowInsecure: isReadable })
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField
        label={t('firstRun.server.address')}
        hint={t('firstRun.server.addressHint')}
        placeholder="sync.example.org"
        inputMode="url"
        value={server}
        problem={isAsked && problem !== null ? t(`firstRun.server.${problem}`) : undefined}
        onValue={setServer}
      />
      {isReadable && (
        <Banner tone="warn" title={t('firstRun.server.readable')}>
          <Toggle label={t('firstRun.server.trusted')} isOn={isTrusted} onToggle={setTrusted} />
        </Banner>
      )}
      <div className="row">
        <Button type="submit" look="primary" disabled={isReadable && !isTrusted}>
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
