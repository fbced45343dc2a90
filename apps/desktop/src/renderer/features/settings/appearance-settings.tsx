import { useTranslation } from 'react-i18next'
import type { AppSettings, AppState } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Segments } from '../../design/choices.js'
import { Toggle } from '../../design/field.js'
import { SettingsGroup } from './settings-group.js'

const THEMES = ['system', 'light', 'dark'] as const
const LANGUAGE_CHOICES = ['system', 'en', 'ko'] as const

/** How the app looks, speaks and makes itself heard. */
export function AppearanceSettings({ appState }: { readonly appState: AppState }) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const { settings } = appState
  const change = useCall((part: Partial<AppSettings>) => app.changeSettings(part))
  const set = (part: Partial<AppSettings>) => void change.run(part)
  return (
    <>
      <ErrorBanner error={change.error} />
      <SettingsGroup title={t('settings.appearance')}>
        <div className="setting">
          <span>{t('settings.theme.label')}</span>
          <Segments
            label={t('settings.theme.label')}
            value={settings.theme}
            onChoose={(theme) => set({ theme })}
            choices={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
          />
        </div>
        <div className="setting">
          <span>{t('settings.language.label')}</span>
          <Segments
            label={t('settings.language.label')}
            value={settings.language}
            onChoose={(language) => set({ language })}
            choices={LANGUAGE_CHOICES.map((value) => ({
              value,
              label: t(`settings.language.${value}`),
            }))}
          />
        </div>
      </SettingsGroup>
      <Notifications settings={settings} onChange={set} />
      <Start appState={appState} onChange={set} />
      <Quit />
    </>
  )
}

interface StartProps {
  readonly appState: AppState
  readonly onChange: (part: Partial<AppSettings>) => void
}

function Start({ appState: { hasTray, settings }, onChange }: StartProps) {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={t('settings.start')}>
      <Toggle
        label={t('settings.startAtLogin')}
        isOn={settings.startAtLogin}
        onToggle={(startAtLogin) => onChange({ startAtLogin })}
      />
      <Toggle
        label={t('settings.showTray')}
        isOn={settings.showTray}
        onToggle={(showTray) => onChange({ showTray })}
      />
      {settings.showTray && !hasTray && (
        <Banner tone="info" title={t('settings.noTray')}>
          {t('settings.noTrayText')}
        </Banner>
      )}
    </SettingsGroup>
  )
}

/** What the tray's menu ends with, for desktops that show none. */
function Quit() {
  const { t } = useTranslation()
  const { app } = useBridge()
  const quit = useCall((stopSyncing: boolean) => app.quit({ stopSyncing }))
  return (
    <SettingsGroup title={t('settings.quit')} text={t('settings.quitText')}>
      <ErrorBanner error={quit.error} />
      <div className="row">
        <Button onClick={() => void quit.run(false)}>{t('settings.quitApp')}</Button>
        <Button onClick={() => void quit.run(true)}>{t('settings.quitAndStop')}</Button>
      </div>
    </SettingsGroup>
  )
}

interface NotificationsProps {
  readonly settings: AppSettings
  readonly onChange: (part: Partial<AppSettings>) => void
}

function Notifications({ settings: { notifications }, onChange }: NotificationsProps) {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={t('settings.notifications')}>
      <Toggle
        label={t('settings.notifyConflicts')}
        isOn={notifications.conflicts}
        onToggle={(conflicts) => onChange({ notifications: { ...notifications, conflicts } })}
      />
      <Toggle
        label={t('settings.notifyProblems')}
        hint={t('settings.notifyProblemsHint')}
        isOn={notifications.problems}
        onToggle={(problems) => onChange({ notifications: { ...notifications, problems } })}
      />
    </SettingsGroup>
  )
}
