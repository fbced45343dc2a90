import { Check } from 'typebox/value'
import { type AppSettings, AppSettingsSchema } from '../../ipc-contract/index.js'

export const DEFAULT_SETTINGS: AppSettings = {
  theme: 'system',
  language: 'system',
  notifications: { conflicts: true, problems: true },
  startAtLogin: false,
  showTray: true,
  useKeyStore: true,
}

/**
 * Settings from a file's text. What an older or newer version of the app did not write or wrote
 * otherwise has its default; undefined for text that is no settings at all.
 */
export function parseSettings(text: string): AppSettings | undefined {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const known = Object.entries(AppSettingsSchema.properties).flatMap(([name, schema]) => {
    const entry: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    return Check(schema, entry) ? [[name, entry] as const] : []
  })
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller keeps the damaged file aside
  }
}
