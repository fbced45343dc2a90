import { basename } from 'node:path'
import type { Words } from '../wording/words.js'
import type { Notice } from './decide-notices.js'

/** Title and body of a notice, and the view of the window where it is decided. */
export function noticeText(notice: Notice, words: Words) {
  const folder = basename(notice.folder.path)
  switch (notice.kind) {
    case 'conflicts':
      return {
        title: words.conflictTitle(notice.count),
        body: words.conflictBody(folder),
        view: 'conflicts',
      } as const
    case 'deletes':
      return {
        title: words.deletesTitle(notice.count),
        body: words.deletesBody(folder),
        view: 'home',
      } as const
    case 'problem':
      return { title: words.problemTitle(folder), body: notice.text, view: 'home' } as const
    case 'room':
      return {
        title: words.roomTitle(folder),
        body: notice.text === 'disk_full' ? words.diskFull : words.serverFull,
        view: 'home',
      } as const
  }
}
