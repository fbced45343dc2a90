import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState, Status } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { Toggle } from '../../design/field.js'
import { SettingsGroup } from './settings-group.js'

interface AccountSettingsProps {
  readonly status: Status
  readonly appState: AppState
}

export function AccountSettings({ status, appState }: AccountSettingsProps) {
  const { t } = useTranslation()
  const [isLeaving, setLeaving] = useState(false)
  const { account } = status
  if (account === null) return null
  return (
    <>
      <SettingsGroup title={t('settings.account')}>
        <dl className="facts">
          <dt>{t('settings.login')}</dt>
          <dd>{account.login}</dd>
          <dt>{t('settings.device')}</dt>
          <dd>{account.deviceName}</dd>
          <dt>{t('settings.server')}</dt>
          <dd className="code">{account.serverUrl}</dd>
          <dt>{t('settings.profile')}</dt>
          <dd>{status.profile}</dd>
        </dl>
        <DeviceKey appState={appState} />
        <div className="row">
          <Button look="danger" onClick={() => setLeaving(true)}>
            {t('settings.signOut')}
          </Button>
        </div>
      </SettingsGroup>
      <SettingsGroup title={t('settings.about')}>
        <dl className="facts">
          <dt>{t('settings.appVersion')}</dt>
          <dd>{appState.appVersion}</dd>
          <dt>{t('settings.daemonVersion')}</dt>
          <dd>{status.version}</dd>
        </dl>
      </SettingsGroup>
      {isLeaving && <SignOut onClose={() => setLeaving(false)} />}
    </>
  )
}

/** Where the key of this device is, and the choice where there is one. */
function DeviceKey({ appState: { settings, tokenStore } }: { readonly appState: AppState }) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const change = useCall((useKeyStore: boolean) => app.changeSettings({ useKeyStore }))
  const { place, reason } = tokenStore
  const hasChoice = reason === null || reason === 'chosen' || reason === 'failed'
  return (
    <>
      {hasChoice && (
        <Toggle
          label={t('settings.key.use')}
          hint={t('settings.key.useHint')}
          isOn={settings.useKeyStore}
          onToggle={(isOn) => void change.run(isOn)}
        />
      )}
      <ErrorBanner error={change.error} />
      {reason !== null && (
        <Banner tone={reason === 'failed' ? 'warn' : 'info'} title={t(`settings.key.${reason}`)}>
          {t(`settings.key.in.${place}`)}
        </Banner>
      )}
    </>
  )
}

function SignOut({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const logout = useCall(() => daemon.logout({}))
  return (
    <Dialog title={t('settings.signOutTitle')} onClose={onClose}>
      <p>{t('settings.signOutText')}</p>
      <ErrorBanner error={logout.error} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="danger" isBusy={logout.isRunning} onClick={() => void logout.run()}>
          {t('settings.signOut')}
        </Button>
      </div>
    </Dialog>
  )
}
