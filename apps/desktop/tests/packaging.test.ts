import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { beforeAll, expect, test } from 'vitest'

// What electron-builder itself says about the configuration. Making packages needs Electron.

const PROJECT = dirname(import.meta.dirname)
/** Only to collect what a person asks for with a debug flag. */
const SILENT = { isEnabled: false } as Parameters<typeof validateConfiguration>[1]

let config: Awaited<ReturnType<typeof getConfig>>

beforeAll(async () => {
  config = await getConfig(PROJECT, 'packaging/electron-builder.yml', null)
})

test('the configuration of packages is what electron-builder takes', async () => {
  await expect(validateConfiguration(config, SILENT)).resolves.toBeUndefined()
  const misspelt = { ...config, nsis: { ...config.nsis, oneClik: true } }
  await expect(validateConfiguration(misspelt, SILENT)).rejects.toThrow('configuration.nsis')
})

test('SEC-126 every fuse of the shipped Electron is set to its safe side', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  })
  expect(config.asar).toBe(true)
  expect(config.disableAsarIntegrity ?? false).toBe(false)
})

test('every platform has its installers, its icon and the executables', () => {
  const { linux, mac, win } = config
  expect([linux?.target, mac?.target, win?.target]).toEqual([
    ['AppImage', 'deb'],
    ['dmg'],
    ['nsis'],
  ])
  for (const icon of [linux?.icon, mac?.icon, win?.icon]) {
    expect({ icon, exists: existsSync(join(PROJECT, String(icon))) }).toEqual({
      icon,
      exists: true,
    })
  }
  const executables = (suffix: string) =>
    ['tidemark', 'tidemark-server'].map((name) => ({
      from: `../../dist/bin/${name}${suffix}`,
      to: `${name}${suffix}`,
    }))
  expect(linux?.extraResources).toEqual(executables(''))
  expect(mac?.extraResources).toEqual(executables(''))
  expect(win?.extraResources).toEqual(executables('.exe'))
})

test('a package holds the bundle that the manifest starts, and nothing from node_modules', () => {
  const filter = ['dist/bundle/**', '!dist/bundle/**/*.map', 'package.json', '!node_modules']
  expect(config.files).toEqual([{ filter }])
  const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
  expect(manifest.main).toMatch(/^\.\/dist\/bundle\//)
  expect(config.npmRebuild).toBe(false)
})

test('links open the app on every platform', () => {
  expect(config.protocols).toEqual([{ name: 'Tidemark', schemes: ['tidemark'] }])
})
