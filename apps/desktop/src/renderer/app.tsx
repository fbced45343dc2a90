import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState } from '../ipc-contract/index.js'
import { useAppState, useStatus } from './bridge/bridge.js'
import { FirstRun } from './features/first-run/first-run.js'
import { Frame } from './frame.js'
import { pickLanguage } from './i18n/language.js'
import { Waiting } from './waiting.js'

export function App() {
  const appState = useAppState()
  const status = useStatus()
  useAppearance(appState)
  const [isSettingUp, setSettingUp] = useState(false)
  const isNew = status !== null && status.account === null
  useEffect(() => {
    if (isNew) setSettingUp(true)
  }, [isNew])
  if (appState === null) return null
  if (status === null) return <Waiting daemon={appState.daemon} />
  if (isNew || isSettingUp) {
    const { pendingLink } = appState
    return <FirstRun status={status} pendingLink={pendingLink} onDone={() => setSettingUp(false)} />
  }
  return <Frame status={status} appState={appState} />
}

/** Theme and language follow the settings at once. */
function useAppearance(appState: AppState | null): void {
  const { i18n } = useTranslation()
  const theme = appState?.settings.theme ?? 'system'
  const language =
    appState === null ? i18n.language : pickLanguage(appState.settings.language, appState.locale)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  useEffect(() => {
    document.documentElement.lang = language
    if (i18n.language !== language) void i18n.changeLanguage(language)
  }, [i18n, language])
}
