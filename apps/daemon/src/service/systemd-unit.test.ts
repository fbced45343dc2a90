import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DaemonService, formatUnit, unitName } from './systemd-unit.js'

function service(changes: Partial<DaemonService> = {}): DaemonService {
  return {
    program: ['/usr/bin/tidemark'],
    profile: '/home/ada/.local/share/tidemark',
    isDefaultProfile: true,
    environment: {},
    ...changes,
  }
}

function lineOf(unit: string, key: string): string | undefined {
  return unit.split('\n').find((line) => line.startsWith(`${key}=`))
}

test('a unit runs the daemon of one profile and starts it again after a crash', () => {
  const unit = formatUnit(service())
  expect(lineOf(unit, 'ExecStart')).toBe(
    'ExecStart="/usr/bin/tidemark" "daemon" "--unattended" "--profile" "/home/ada/.local/share/tidemark"',
  )
  expect(lineOf(unit, 'Restart')).toBe('Restart=on-failure')
  expect(lineOf(unit, 'WantedBy')).toBe('WantedBy=default.target')
  expect(lineOf(unit, 'Environment')).toBeUndefined()
})

test('nothing in a path is an instruction to systemd', () => {
  const profile = '/home/a "b"/100% $HOME\\x\n[Service]'
  const unit = formatUnit(service({ profile, environment: { TIDEMARK_CACHE_DIR: '/c $X %h' } }))
  expect(lineOf(unit, 'ExecStart')).toMatch(
    /"\/home\/a \\"b\\"\/100%% \$\$HOME\\\\x\\n\[Service\]"$/,
  )
  // Variables are filled in in commands alone.
  expect(lineOf(unit, 'Environment')).toBe('Environment="TIDEMARK_CACHE_DIR=/c $X %%h"')
})

test('each profile has a unit of its own, the usual one the plain name', () => {
  const other = service({ profile: '/srv/other', isDefaultProfile: false })
  expect(unitName(service())).toBe('tidemark.service')
  expect(unitName(other)).toMatch(/^tidemark-[0-9a-f]{12}\.service$/)
  expect(unitName(service({ profile: '/srv/third', isDefaultProfile: false }))).not.toBe(
    unitName(other),
  )
})

test('systemd has nothing against the unit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-unit-'))
  const file = join(folder, 'tidemark.service')
  await writeFile(
    file,
    formatUnit(service({ program: [process.execPath], environment: { A: 'b c' } })),
  )
  const { error, status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', file], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  })
  await rm(folder, { recursive: true })
  // Where there is no systemd the text above is all that can be proven.
  const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT'
  expect(isMissing ? '' : `${status} ${stderr}`.trim()).toBe(isMissing ? '' : '0')
})
