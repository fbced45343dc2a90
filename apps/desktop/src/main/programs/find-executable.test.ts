import { expect, test } from 'vitest'
import { findExecutable, type Installation } from './find-executable.js'

const packaged: Installation = {
  isPackaged: true,
  resourcesPath: '/opt/Tidemark/resources',
  appPath: '/opt/Tidemark/resources/app.asar',
  platform: 'linux',
  env: { TIDEMARK_EXECUTABLE: '/tmp/evil' },
}
const clone: Installation = {
  ...packaged,
  isPackaged: false,
  appPath: '/src/apps/desktop',
  env: {},
}

test('a packaged app starts the program that it ships, whatever the environment says', () => {
  expect(findExecutable('tidemark', packaged)).toEqual({
    command: '/opt/Tidemark/resources/tidemark',
    args: [],
  })
  const windows = { ...packaged, platform: 'win32' as const }
  expect(findExecutable('tidemark', windows).command).toMatch(/tidemark\.exe$/)
})

test('a clone starts its own program, or the one that the environment names', () => {
  expect(findExecutable('tidemark', clone)).toEqual({ command: '/src/tidemark', args: [] })
  expect(findExecutable('tidemark-server', clone).command).toBe('/src/tidemark-server')
  const named = { ...clone, env: { TIDEMARK_EXECUTABLE: '/b/main.js' } }
  expect(findExecutable('tidemark', named)).toEqual({ command: 'node', args: ['/b/main.js'] })
})
