import { mkdir, writeFile } from 'node:fs/promises'
import { randomBytes } from './content.js'
import { at } from './tree.js'

const FILES_PER_FOLDER = 100
const SMALLEST_BYTES = 4 * 1024
const STEP_BYTES = 124

/** Makes `count` incompressible files of 4 to 16 KiB, 100 to a folder. */
export async function makeSmallFiles(root: string, folder: string, count: number): Promise<void> {
  for (let first = 0; first < count; first += FILES_PER_FOLDER) {
    const group = `${folder}/${first / FILES_PER_FOLDER}`
    await mkdir(at(root, group), { recursive: true })
    await Promise.all(
      Array.from({ length: Math.min(FILES_PER_FOLDER, count - first) }, (_, i) =>
        writeFile(
          at(root, `${group}/${i}.bin`),
          randomBytes(`${group}/${i}`, SMALLEST_BYTES + i * STEP_BYTES),
        ),
      ),
    )
  }
}
