import { describe, it } from 'vitest'
import { trashContents } from './disk-contents.js'
import { fileSystemConformance } from './file-system-conformance.js'
import { MemoryDisk } from './memory-disk.js'
import { MemoryFileSystem } from './memory-file-system.js'

describe('MemoryFileSystem', () => {
  const open = () => {
    const disk = new MemoryDisk()
    const user = Object.assign(disk, { trash: () => trashContents(disk) })
    return { fs: new MemoryFileSystem(disk), user, [Symbol.dispose]: () => undefined }
  }
  it.each(fileSystemConformance(open))('$title', ({ run }) => run())
})
