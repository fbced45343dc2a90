import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Segments } from '../../design/choices.js'
import { TextField } from '../../design/field.js'
import type { Event, Progress } from './steps.js'

interface StepProps {
  readonly progress: Progress
  readonly onEvent: (event: Event) => void
}

type Way = 'login' | 'setup'

export function AccountStep({ progress, onEvent }: StepProps) {
  const { t } = useTranslation()
  const { origin, setupCode } = progress
  const [way, setWay] = useState<Way>(setupCode === null ? 'login' : 'setup')
  return (
    <div className="stack">
      <p className="code quiet">{progress.server}</p>
      {origin === 'here' && setupCode !== null && (
        <Banner tone="ok" title={t('firstRun.account.serverRuns')} />
      )}
      {origin === 'existing' && (
        <div>
          <Segments
            label={t('firstRun.account.way')}
            value={way}
            onChoose={setWay}
            choices={[
              { value: 'login', label: t('firstRun.account.login') },
              { value: 'setup', label: t('firstRun.account.setup') },
            ]}
          />
        </div>
      )}
      <AccountForm key={way} way={way} progress={progress} onEvent={onEvent} />
    </div>
  )
}

interface AccountDraft {
  readonly code: string
  readonly login: string
  readonly password: string
  readonly deviceName: string
}

function emptyDraft({ setupCode }: Progress): AccountDraft {
  return { code: setupCode ?? '', login: '', password: '', deviceName: '' }
}

function isComplete({ code, login, password }: AccountDraft, way: Way): boolean {
  return login !== '' && password !== '' && (way === 'login' || code.trim() !== '')
}

function AccountForm({ way, progress, onEvent }: StepProps & { readonly way: Way }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const [draft, setDraft] = useState(() => emptyDraft(progress))
  const signIn = useCall(({ code, ...params }: SignInParams & { code: string }) =>
    way === 'setup' ? daemon.setup({ ...params, code }) : daemon.login(params),
  )
  const submit = async (acceptNewServer: boolean) => {
    const account = await signIn.run({
      ...signInParams(progress, draft, acceptNewServer),
      code: draft.code.trim(),
    })
    if (account !== undefined) onEvent({ kind: 'signedIn' })
  }
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit(false)
      }}
    >
      <AccountFields
        way={way}
        needsCode={progress.setupCode === null}
        draft={draft}
        onChange={(part) => setDraft({ ...draft, ...part })}
      />
      <ErrorBanner
        error={signIn.error}
        actions={
          signIn.error?.code === 'server_changed' && (
            <Button onClick={() => void submit(true)}>{t('firstRun.account.acceptServer')}</Button>
          )
        }
      />
      <div className="row">
        <Button onClick={() => onEvent({ kind: 'back' })}>{t('common.back')}</Button>
        <Button
          type="submit"
          look="primary"
          isBusy={signIn.isRunning}
          disabled={!isComplete(draft, way)}
        >
          {way === 'setup' ? t('firstRun.account.make') : t('firstRun.account.signIn')}
        </Button>
      </div>
    </form>
  )
}

interface SignInParams {
  readonly server: string
  readonly login: string
  readonly password: string
  readonly deviceName?: string
  readonly allowInsecure?: boolean
  readonly acceptNewServer?: boolean
}

function signInParams(
  { server, allowInsecure }: Progress,
  { login, password, deviceName }: AccountDraft,
  acceptNewServer: boolean,
): SignInParams {
  const name = deviceName.trim()
  return {
    server,
    login: login.trim(),
    password,
    ...(name === '' ? {} : { deviceName: name }),
    ...(allowInsecure ? { allowInsecure } : {}),
    ...(acceptNewServer ? { acceptNewServer } : {}),
  }
}

interface FieldsProps {
  readonly way: Way
  readonly needsCode: boolean
  readonly draft: AccountDraft
  readonly onChange: (part: Partial<AccountDraft>) => void
}

function AccountFields({ way, needsCode, draft, onChange }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      {way === 'setup' && needsCode && (
        <TextField
          label={t('firstRun.account.code')}
          hint={t('firstRun.account.codeHint')}
          value={draft.code}
          onValue={(code) => onChange({ code })}
        />
      )}
      <TextField
        label={t('firstRun.account.loginName')}
        autoComplete="username"
        value={draft.login}
        onValue={(login) => onChange({ login })}
      />
      <TextField
        label={t('firstRun.account.password')}
        {...(way === 'setup' ? { hint: t('firstRun.account.passwordHint') } : {})}
        type="password"
        autoComplete={way === 'setup' ? 'new-password' : 'current-password'}
        value={draft.password}
        onValue={(password) => onChange({ password })}
      />
      <TextField
        label={t('firstRun.account.deviceName')}
        hint={t('firstRun.account.deviceNameHint')}
        value={draft.deviceName}
        onValue={(deviceName) => onChange({ deviceName })}
      />
    </>
  )
}
