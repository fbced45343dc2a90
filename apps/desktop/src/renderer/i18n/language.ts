import type { AppSettings } from '../../ipc-contract/index.js'

/** Languages that the app speaks. */
const LANGUAGES = ['en', 'ko'] as const
export type Language = (typeof LANGUAGES)[number]

/** The language to show: the chosen one, else the system's when the app speaks it, else English. */
export function pickLanguage(chosen: AppSettings['language'], systemLocale: string): Language {
  if (chosen !== 'system') return chosen
  const primary = systemLocale.toLowerCase().split(/[-_]/)[0]
  return LANGUAGES.find((language) => language === primary) ?? 'en'
}
