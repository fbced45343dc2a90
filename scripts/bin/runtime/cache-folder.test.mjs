import { expect, test } from 'vitest'
import { addonFolder } from './cache-folder.mjs'

const HOME = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\ada' }

function on(platform, env = {}) {
  return addonFolder({ platform, env, homeFolder: HOME[platform] })
}

test('native code is unpacked where the platform keeps what can be made again', () => {
  expect(on('linux')).toBe('/home/ada/.cache/tidemark/addons')
  expect(on('linux', { XDG_CACHE_HOME: '/fast' })).toBe('/fast/tidemark/addons')
  expect(on('linux', { XDG_CACHE_HOME: 'relative' })).toBe('/home/ada/.cache/tidemark/addons')
  expect(on('darwin')).toBe('/Users/ada/Library/Caches/Tidemark/addons')
  expect(on('win32')).toBe('C:\\Users\\ada\\AppData\\Local\\Tidemark\\Cache\\addons')
  expect(on('win32', { LOCALAPPDATA: 'D:\\L' })).toBe('D:\\L\\Tidemark\\Cache\\addons')
})

test('TIDEMARK_CACHE_DIR names another place', () => {
  expect(on('linux', { TIDEMARK_CACHE_DIR: '/srv/cache' })).toBe('/srv/cache/addons')
  expect(on('linux', { TIDEMARK_CACHE_DIR: '' })).toBe('/home/ada/.cache/tidemark/addons')
})
