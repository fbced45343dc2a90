/**
 * Native code that an executable carries has to be a file to be loaded. It is unpacked into a folder
 * of this user alone, named by its hash, and proven before each load: whoever could change such a
 * file would run as this user.
 */
import { createHash, randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o400
const OTHERS = 0o077

/**
 * The file in `folder` that holds exactly the bytes with this hash. Writes it when it is missing or
 * is anything else; what was there is replaced, never loaded. Several processes may do so at once.
 * @param {string} folder is made when missing, for this user alone
 * @param {string} sha256 lower-case hex
 * @param {() => ArrayBuffer} read the bytes, asked for only when they have to be written
 * @param {number | undefined} userId of this process; undefined where files have no such owner
 * @returns {string} its path
 * @throws Error that names the path and what is wrong with it
 */
export function ensureAddonFile(folder, sha256, read, userId) {
  const path = join(folder, `${sha256}.node`)
  ensurePrivateFolder(folder, userId)
  if (isGenuine(path, sha256, userId)) return path
  replaceFile(path, new Uint8Array(read()))
  if (isGenuine(path, sha256, userId)) return path
  throw new Error(`${path}: what was written reads back differently`)
}

function ensurePrivateFolder(folder, userId) {
  fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  const stat = fs.lstatSync(folder)
  if (!stat.isDirectory()) throw new Error(`${folder} is a link or no folder`)
  if (userId === undefined) return
  if (stat.uid !== userId) throw new Error(`${folder} belongs to another user`)
  // What somebody put there meanwhile is found by its hash or its owner.
  if ((stat.mode & OTHERS) !== 0) fs.chmodSync(folder, FOLDER_MODE)
}

/** Whether the file is this user's own, no link, and holds the bytes with this hash. */
function isGenuine(path, sha256, userId) {
  let file
  try {
    file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0))
  } catch (error) {
    // ELOOP: a symbolic link. Either way there is something to replace.
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return false
    throw error
  }
  try {
    const stat = fs.fstatSync(file)
    if (!stat.isFile() || (userId !== undefined && stat.uid !== userId)) return false
    return createHash('sha256').update(fs.readFileSync(file)).digest('hex') === sha256
  } finally {
    fs.closeSync(file)
  }
}

/** A rename, so that a process that loads the file now keeps what it has. */
function replaceFile(path, bytes) {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    fs.writeFileSync(temporary, bytes, { flag: 'wx', mode: FILE_MODE })
    fs.renameSync(temporary, path)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}
