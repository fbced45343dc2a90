import { expect, test } from 'vitest'
import { locateProfile, type Surroundings } from './profile-paths.js'

const linux: Surroundings = {
  platform: 'linux',
  env: {},
  homeDir: '/home/sam',
  tempDir: '/tmp',
  userId: 1000,
}

test('a profile is where the platform keeps application data', () => {
  expect(locateProfile(undefined, linux).directory).toBe('/home/sam/.local/share/tidemark')
  const xdg = { ...linux, env: { XDG_DATA_HOME: '/data' } }
  expect(locateProfile(undefined, xdg).directory).toBe('/data/tidemark')
  const windows = { ...linux, platform: 'win32' as const, env: { LOCALAPPDATA: 'C:\\L' } }
  expect(locateProfile(undefined, windows)).toMatchObject({ directory: 'C:\\L\\Tidemark' })
  expect(locateProfile(undefined, windows).endpoint).toMatch(
    /^\\\\\.\\pipe\\tidemark-[0-9a-f]{24}$/,
  )
  const set = { ...linux, env: { TIDEMARK_PROFILE: '/p' } }
  expect(locateProfile(undefined, set).directory).toBe('/p')
  expect(locateProfile('/q', set).directory).toBe('/q')
})

test('a socket path stays below what the system takes, however deep the profile', () => {
  expect(locateProfile('/p', linux).endpoint).toBe('/p/control.sock')
  const deep = locateProfile(`/${'deep/'.repeat(40)}`, linux).endpoint
  expect(Buffer.byteLength(deep)).toBeLessThanOrEqual(100)
  expect(deep).toMatch(/^\/tmp\/tidemark-1000\//)
  expect(deep).not.toBe(locateProfile(`/${'deep/'.repeat(41)}`, linux).endpoint)
})
