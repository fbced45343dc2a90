import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import type { TidemarkBridge } from '../ipc-contract/index.js'
import { App } from './app.js'
import { BridgeProvider } from './bridge/bridge.js'
import { ToastProvider } from './design/toasts.js'
import { FormatProvider } from './format/format-provider.js'
import { createTranslator } from './i18n/i18n.js'
import { pickLanguage } from './i18n/language.js'

/** Draws the app into `#root`, in the language that is set from the first frame on. */
export async function showWindow(bridge: TidemarkBridge): Promise<void> {
  const root = document.querySelector('#root')
  if (root === null) throw new Error('The page has no #root')
  const state = await bridge.app.getState({})
  const language = state.ok
    ? pickLanguage(state.value.settings.language, state.value.locale)
    : pickLanguage('system', navigator.language)
  const translator = await createTranslator(language)
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={translator}>
        <BridgeProvider bridge={bridge}>
          <FormatProvider>
            <ToastProvider>
              <App />
            </ToastProvider>
          </FormatProvider>
        </BridgeProvider>
      </I18nextProvider>
    </StrictMode>,
  )
}
