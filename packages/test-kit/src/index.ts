export { diskContents, trashContents } from './filesystem/disk-contents.js'
export { MemoryDisk, type MemoryDiskOptions } from './filesystem/memory-disk.js'
export { type FileSystemCall, MemoryFileSystem } from './filesystem/memory-file-system.js'
export { MemoryStateStore } from './state/memory-state-store.js'
