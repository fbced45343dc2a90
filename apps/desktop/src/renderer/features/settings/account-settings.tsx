import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState, Status } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
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
        {appState.tokenStore === 'file' && (
          <Banner tone="info" title={t('settings.tokenFile')}>
            {t('settings.tokenFileText')}
          </Banner>
        )}
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
