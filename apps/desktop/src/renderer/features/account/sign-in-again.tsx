import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountStatus, Status } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { TextField } from '../../design/field.js'

/** For a device that was signed out elsewhere: the folders stay linked and go on with a new key. */
export function SignInAgain({ status: { account, folders } }: { readonly status: Status }) {
  const { t } = useTranslation()
  const [isAsked, setAsked] = useState(false)
  const isRefused = folders.some(({ error }) => error?.code === 'unauthorized')
  if (account === null || !isRefused) return null
  return (
    <>
      <Banner
        tone="bad"
        title={t('signInAgain.title')}
        actions={<Button onClick={() => setAsked(true)}>{t('signInAgain.start')}</Button>}
      >
        {t('signInAgain.text')}
      </Banner>
      {isAsked && <PasswordDialog account={account} onClose={() => setAsked(false)} />}
    </>
  )
}

interface PasswordDialogProps {
  readonly account: AccountStatus
  readonly onClose: () => void
}

function PasswordDialog({ account, onClose }: PasswordDialogProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const [password, setPassword] = useState('')
  const { deviceName, insecure, login, serverUrl } = account
  const signIn = useCall(() =>
    daemon.login({
      server: serverUrl,
      login,
      password,
      deviceName,
      ...(insecure ? { allowInsecure: true } : {}),
    }),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await signIn.run()) !== undefined) onClose()
  }
  return (
    <Dialog title={t('signInAgain.start')} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <p className="quiet">{t('signInAgain.as', { login, serverUrl })}</p>
        <TextField
          label={t('firstRun.account.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        <ErrorBanner error={signIn.error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={signIn.isRunning} disabled={password === ''}>
            {t('firstRun.account.signIn')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
