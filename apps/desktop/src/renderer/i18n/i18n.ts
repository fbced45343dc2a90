import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }
import type { Language } from './language.js'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

/** A translator with both languages in it. Plural forms follow `Intl.PluralRules`. */
export async function createTranslator(language: Language): Promise<i18n> {
  const translator = createInstance()
  await translator.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, ko: { translation: ko } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  })
  return translator
}
