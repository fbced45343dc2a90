import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { missingPackages } from './debian-packages.mjs'

test('a package is missing when its command is nowhere on the path', () => {
  const present = { package: 'nodejs', command: 'node' }
  const absent = { package: 'absent', command: 'a-command-that-nobody-has' }
  expect(missingPackages([present, absent], dirname(process.execPath))).toEqual([absent])
})

test('a library is missing when its file is in no folder of libraries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-libraries-'))
  try {
    writeFileSync(join(folder, 'libhere.so.1'), '')
    const present = { package: 'libhere1', library: 'libhere.so.1' }
    const absent = { package: 'libgone1', library: 'libgone.so.1' }
    expect(missingPackages([present, absent], '', [folder])).toEqual([absent])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
