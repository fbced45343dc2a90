import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { FolderUser } from '@tidemark/test-kit'

/** A person at a real folder. */
export function diskUser(root: string): FolderUser {
  const at = (path: string): string => join(root, path)
  return {
    write(path, text) {
      mkdirSync(dirname(at(path)), { recursive: true })
      writeFileSync(at(path), text)
    },
    read: (path) => readFileSync(at(path), 'utf8'),
    mkdir: (path) => void mkdirSync(at(path), { recursive: true }),
    rename: (from, to) => renameSync(at(from), at(to)),
    remove: (path) => rmSync(at(path), { recursive: true }),
    symlink: (path, target) => symlinkSync(target, at(path)),
    pipe: (path) => void execFileSync('mkfifo', [at(path)]),
    trash() {
      const found: Record<string, string> = {}
      const entries = readdirSync(at('.tidemark/trash'), { recursive: true, withFileTypes: true })
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name)
        if (entry.isFile()) found[path] = readFileSync(path, 'utf8')
      }
      return found
    },
  }
}
