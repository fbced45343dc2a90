import type { Words } from './words.js'

const files = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`

export const ENGLISH: Words = {
  upToDate: 'Up to date',
  starting: 'Starting…',
  stopped: 'Syncing is not running. Trying again…',
  tooNew: 'A newer Tidemark is syncing. Update this app.',
  offline: 'Server not reachable. Changes are kept.',
  paused: 'Paused',
  notSetUp: 'Not set up yet',
  needsYou: 'Needs your attention',
  syncing: 'Syncing…',
  syncingAmount: (percent, rate) => `Syncing ${percent}, ${rate}/s`,
  open: 'Open Tidemark',
  openFolder: (name) => `Open ${name}`,
  conflicts: (count) => (count === 1 ? '1 conflict' : `${count.toLocaleString('en')} conflicts`),
  heldDeletes: (count) => `Deletion of ${files(count)} waits for you`,
  pause: 'Pause syncing',
  resume: 'Resume syncing',
  settings: 'Settings',
  quit: 'Quit, syncing goes on',
  quitAndStop: 'Quit and stop syncing',
  conflictTitle: (count) =>
    count === 1 ? 'A file changed in two places' : `${files(count)} changed in two places`,
  conflictBody: (folder) => `Both versions are kept in ${folder}. Choose when you like.`,
  problemTitle: (folder) => `${folder} is not syncing`,
  deletesTitle: (count) => `Delete ${files(count)}?`,
  deletesBody: (folder) => `Nothing is deleted in ${folder} until you decide.`,
  roomTitle: (folder) => `Not everything of ${folder} has room`,
  diskFull: 'The disk of this computer is full. What has no room waits; nothing is lost.',
  serverFull: 'The server has no room left for you. What has no room waits; nothing is lost.',
  review: 'Review',
  chooseFolder: 'Choose a folder',
}
