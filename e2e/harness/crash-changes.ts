import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from './content.js'
import { at } from './tree.js'

/** A change of a folder, in one go as far as the daemon can tell. Returns contents that must survive. */
export type Change = (folder: string, tag: string) => readonly Buffer[]

/** New files and a new version of one that all devices have. */
export const writeFiles: Change = (folder, tag) => {
  const contents = [0, 1, 2].map((i) => randomBytes(`${tag} ${i}`, 20_000 + 7 * i))
  for (const [i, bytes] of contents.entries()) write(folder, `files/${tag} ${i}.bin`, bytes)
  const edited = randomBytes(`${tag} edited`, 30_000)
  write(folder, 'files/edited often.bin', edited)
  return [...contents, edited]
}

/** A tree of folders, to be deleted or moved later. */
export const makeTree: Change = (folder, tag) => {
  const contents = [0, 1].map((i) => randomBytes(`${tag} tree ${i}`, 9_000 + i))
  write(folder, `tree ${tag}/inner/0.bin`, contents[0] ?? Buffer.alloc(0))
  write(folder, `tree ${tag}/1.bin`, contents[1] ?? Buffer.alloc(0))
  return contents
}

export const deleteTree: Change = (folder, tag) => {
  rmSync(at(folder, `tree ${tag}`), { recursive: true })
  return []
}

export const moveTree: Change = (folder, tag) => {
  renameSync(at(folder, `tree ${tag}`), at(folder, `files/moved ${tag}`))
  return []
}

/** Two files exchange their names. */
export const swapFiles: Change = (folder, tag) => {
  const [one, two] = [`tree ${tag}/1.bin`, `tree ${tag}/inner/0.bin`].map((path) =>
    at(folder, path),
  )
  if (one === undefined || two === undefined) return []
  renameSync(one, `${one}.swap`)
  renameSync(two, one)
  renameSync(`${one}.swap`, two)
  return []
}

/** A file takes the name of a folder. */
export const replaceTreeByFile: Change = (folder, tag) => {
  rmSync(at(folder, `tree ${tag}`), { recursive: true })
  const bytes = randomBytes(`${tag} instead`, 5_000)
  write(folder, `tree ${tag}`, bytes)
  return [bytes]
}

/** A new version of a file of the tree, another one on each device. */
export function editInTree(who: string): Change {
  return (folder, tag) => {
    const bytes = randomBytes(`${tag} by ${who}`, 11_000)
    write(folder, `tree ${tag}/1.bin`, bytes)
    return [bytes]
  }
}

function write(folder: string, path: string, bytes: Buffer): void {
  const file = at(folder, path)
  mkdirSync(at(folder, path.slice(0, path.lastIndexOf('/'))), { recursive: true })
  writeFileSync(file, bytes)
}
