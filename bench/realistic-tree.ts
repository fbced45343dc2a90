import { mkdir, writeFile } from 'node:fs/promises'
import { at } from '@tidemark/e2e/tree'

const FILES_PER_FOLDER = 20
const FOLDERS_PER_FOLDER = 20
const FILE_BYTES = 100

/**
 * Makes `count` different files of 100 bytes, 20 to a folder, three levels deep; returns the number
 * of folders that hold files.
 */
export async function makeTree(root: string, count: number): Promise<number> {
  const folderCount = Math.ceil(count / FILES_PER_FOLDER)
  for (let index = 0; index < folderCount; index++) {
    const folder = folderName(index)
    await mkdir(at(root, folder), { recursive: true })
    const first = index * FILES_PER_FOLDER
    const length = Math.min(FILES_PER_FOLDER, count - first)
    await Promise.all(
      Array.from({ length }, (_, i) =>
        writeFile(at(root, `${folder}/note-${first + i}.txt`), text(first + i)),
      ),
    )
  }
  return folderCount
}

function folderName(index: number): string {
  const project = Math.floor(index / FOLDERS_PER_FOLDER)
  const area = Math.floor(project / FOLDERS_PER_FOLDER)
  return `area-${area}/project-${project % FOLDERS_PER_FOLDER}/part-${index % FOLDERS_PER_FOLDER}`
}

function text(index: number): string {
  return `note ${index}\n`.repeat(Math.ceil(FILE_BYTES / 6)).slice(0, FILE_BYTES)
}
