/** What main says outside the window: tray, notifications, dialogs. */
export interface Words {
  readonly upToDate: string
  readonly starting: string
  readonly stopped: string
  readonly tooNew: string
  readonly offline: string
  readonly paused: string
  readonly notSetUp: string
  readonly needsYou: string
  readonly syncing: string
  syncingAmount(percent: string, rate: string): string
  readonly open: string
  openFolder(name: string): string
  conflicts(count: number): string
  heldDeletes(count: number): string
  readonly pause: string
  readonly resume: string
  readonly settings: string
  readonly quit: string
  readonly quitAndStop: string
  conflictTitle(count: number): string
  conflictBody(folder: string): string
  problemTitle(folder: string): string
  deletesTitle(count: number): string
  deletesBody(folder: string): string
  roomTitle(folder: string): string
  readonly diskFull: string
  readonly serverFull: string
  readonly review: string
  readonly chooseFolder: string
}

/** Languages that the app speaks. */
export type Language = 'en' | 'ko'

/** The language in effect: the chosen one, else the system's if the app speaks it, else English. */
export function decideLanguage(chosen: 'system' | Language, systemLocale: string): Language {
  if (chosen !== 'system') return chosen
  return systemLocale.toLowerCase().split(/[-_]/, 1)[0] === 'ko' ? 'ko' : 'en'
}
