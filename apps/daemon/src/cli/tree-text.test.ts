import type { TreeItem, TreePage } from '@tidemark/control'
import { expect, test } from 'vitest'
import { PLAIN } from './style.js'
import { formatSelection, formatTree } from './tree-text.js'

const item = (name: string, facts: Partial<TreeItem>): TreeItem => ({
  nodeId: 'ab'.repeat(16) as TreeItem['nodeId'], // test value
  ...{ name, kind: 'folder', sizeBytes: 1_000, itemCount: 2, state: 'here', isLeaving: false },
  ...facts,
})

test('a tree marks what is here, partly here, online only and on its way out', () => {
  const page: TreePage = {
    ...{ folderId: 'f', folderPath: '/home/ada/Sync', path: '', totalCount: 4 },
    node: item('', { state: 'partly', itemCount: 1_234, sizeBytes: 2e9 }),
    items: [
      item('films', { state: 'online_only', isLeaving: true }),
      item('letters', { state: 'partly' }),
      item('notes.txt', { kind: 'file', itemCount: 0, sizeBytes: 5 }),
      item('old\u001b[2J', { state: 'online_only' }),
    ],
  }
  expect(formatTree(page, PLAIN).split('\n')).toEqual([
    '/home/ada/Sync  1,234 items, 2.0 GB',
    '  [ ]     1.0 kB  films/  (leaves this disk)',
    '  [-]     1.0 kB  letters/',
    '  [x]    5 bytes  notes.txt',
    '  [ ]     1.0 kB  old\\x1b[2J/  (online only)',
    '[x] here  [-] partly  [ ] online only; tidemark select and deselect change it',
  ])
})

test('a selection tells what leaves, what goes up first and that a preview changed nothing', () => {
  const none = { items: 0, bytes: 0 }
  const leaving = { items: 3, bytes: 4_000 }
  const toUpload = { items: 1, bytes: 10 }
  const told = formatSelection({ leaving, toUpload, coming: none }, true)
  expect(told.split('\n')).toEqual([
    'Leaves this computer and stays on the server: 3 items, 4.0 kB.',
    'Of it, goes up to the server first: 1 item, 10 bytes.',
    'Nothing was changed yet; without --preview it is.',
  ])
  expect(formatSelection({ leaving: none, toUpload: none, coming: leaving }, false)).toBe(
    'Comes to this computer: 3 items, 4.0 kB.',
  )
})
