import { MemoryDisk, MemoryFileSystem, SeededRandom } from '@tidemark/test-kit'
import { describe, expect, it } from 'vitest'
import { readIgnoreFile, writeIgnoreFile } from './ignore-file.js'

function world() {
  const disk = new MemoryDisk()
  const fs = new MemoryFileSystem(disk)
  const random = new SeededRandom(1)
  const clock = { nowMs: () => 1_000, sleep: async () => undefined }
  return { disk, deps: { fs, clock, rng: { bytes: (count: number) => random.bytes(count) } } }
}

describe('the file of rules of a folder', () => {
  it('is made, replaced and read as it was written', async () => {
    const { disk, deps } = world()
    expect(await readIgnoreFile(deps.fs)).toBe('')
    await writeIgnoreFile(deps, 'Büro/\n')
    expect(await readIgnoreFile(deps.fs)).toBe('Büro/\n')
    await writeIgnoreFile(deps, '*.log')
    expect(disk.read('.tidemarkignore')).toBe('*.log')
    await writeIgnoreFile(deps, '')
    expect(disk.read('.tidemarkignore')).toBe('')
  })

  it('takes a save of somebody else at the same moment as the older one', async () => {
    const { disk, deps } = world()
    disk.write('.tidemarkignore', 'old')
    let saves = 0
    deps.fs.beforeCall = ({ step }) => {
      if (step === 'place:check' && saves++ === 0) disk.write('.tidemarkignore', 'theirs')
    }
    await writeIgnoreFile(deps, 'mine')
    expect(disk.read('.tidemarkignore')).toBe('mine')
  })

  it('is left alone when somebody keeps saving it, and no temporary file stays', async () => {
    const { disk, deps } = world()
    deps.fs.beforeCall = ({ step }) => {
      if (step === 'place:check') disk.write('.tidemarkignore', `theirs ${Math.random()}`)
    }
    await expect(writeIgnoreFile(deps, 'mine')).rejects.toMatchObject({ code: 'content_changed' })
    expect(disk.read('.tidemarkignore')).toContain('theirs')
    expect([...(disk.root?.entries.values() ?? [])].map(({ displayName }) => displayName)).toEqual([
      '.tidemarkignore',
    ])
  })

  it('is refused when it is too long to be read as rules, or no file has its name', async () => {
    const { disk, deps } = world()
    const refused = { code: 'invalid_request' }
    await expect(writeIgnoreFile(deps, 'ü'.repeat(140_000))).rejects.toMatchObject(refused)
    disk.mkdir('.tidemarkignore')
    await expect(writeIgnoreFile(deps, 'a')).rejects.toMatchObject(refused)
  })
})
