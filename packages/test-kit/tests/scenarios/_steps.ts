import { parseRelPath, type RelPath } from '@tidemark/protocol'
import type { MemoryDisk } from '../../src/index.js'

/** One thing that a person or a program does to a folder. */
export type Step =
  | readonly ['write', path: string, text: string]
  | readonly ['append', path: string, text: string]
  | readonly ['mkdir', path: string]
  | readonly ['remove', path: string]
  /** As rename(2): a file at `to` is replaced. */
  | readonly ['rename', from: string, to: string]
  | readonly ['touch', path: string, mtimeNs: bigint]
  | readonly ['chmod', path: string, executable: boolean]
  | readonly ['symlink', path: string, target: string]
  /** A second name for a file. */
  | readonly ['link', existing: string, path: string]
  | readonly ['readable', path: string, isReadable: boolean]

export function perform(disk: MemoryDisk, step: Step): void {
  const [verb, path] = step
  switch (verb) {
    case 'write':
      disk.write(path, step[2])
      return
    case 'append':
      disk.append(path, step[2])
      return
    case 'mkdir':
      disk.mkdir(path)
      return
    case 'remove':
      disk.remove(path)
      return
    case 'rename':
      disk.rename(path, step[2])
      return
    case 'touch':
      disk.setMtime(path, step[2])
      return
    case 'chmod':
      disk.setExecutable(path, step[2])
      return
    case 'symlink':
      disk.symlink(path, step[2])
      return
    case 'link':
      disk.link(path, step[2])
      return
    case 'readable':
      disk.setReadable(path, step[2])
  }
}

/** The folders that a watcher would name after the step. */
export function hintsOf(step: Step): RelPath[] {
  const [verb, path] = step
  const paths = verb === 'rename' || verb === 'link' ? [path, step[2]] : [path]
  return paths.map((each) => parseRelPath(each.slice(0, Math.max(0, each.lastIndexOf('/')))))
}
