import { expect, test } from 'vitest'
import { autostartEntry } from './autostart-entry.js'

const execOf = (path: string) => /^Exec=(.*)$/m.exec(autostartEntry(path))?.[1]

test('the entry starts the app without a window', () => {
  expect(execOf('/opt/Tidemark/tidemark-app')).toBe('"/opt/Tidemark/tidemark-app" --hidden')
})

test('no character of a path ends or splits the command', () => {
  expect(execOf('/home/a b/Tide$mark "x" 100%')).toBe(
    '"/home/a b/Tide\\\\$mark \\\\"x\\\\" 100%%" --hidden',
  )
})
