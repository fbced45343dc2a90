import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { missingPackages } from './debian-packages.mjs'

test('a package is missing when its command is nowhere on the path', () => {
  const present = { package: 'nodejs', command: 'node' }
  const absent = { package: 'absent', command: 'a-command-that-nobody-has' }
  expect(missingPackages([present, absent], dirname(process.execPath))).toEqual([absent])
})
