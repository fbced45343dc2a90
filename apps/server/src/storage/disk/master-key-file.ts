import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@tidemark/protocol'
import { hasSystemCode, syncFolderIfReadable, writeNewFileDurably } from './durable-file.js'

/**
 * The master key, which wraps the keys of all accounts. Whoever has it and the data folder can read
 * everything; without it nothing can be read, ever. JSON:
 *
 *     { "format": "tidemark-master-key", "version": 1, "keyId": "<32 hex>", "key": "<64 hex>" }
 */
export interface MasterKey {
  readonly keyId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

const FORMAT = 'tidemark-master-key'

/**
 * Reads the key file, or makes it when `mayCreate`: exactly once, never over an existing one.
 * @throws AppError `config_invalid` saying what to do when the file is missing, open to others or
 *   not a key file
 */
export async function openMasterKey(path: string, mayCreate: boolean): Promise<MasterKey> {
  const text = await readKeyFile(path)
  if (text !== undefined) {
    const key = parseMasterKey(text, path)
    // Whoever made the file may have been killed before its name was flushed.
    await syncFolderIfReadable(dirname(path))
    return key
  }
  if (!mayCreate) {
    throw new AppError('config_invalid', {
      file: path,
      problem: 'the key file is missing but there is data that only it can open',
      todo: 'restore the key file from your backup',
    })
  }
  const key = { keyId: randomBytes(16).toString('hex'), key: randomBytes(32) }
  const json = { format: FORMAT, version: 1, keyId: key.keyId, key: key.key.toString('hex') }
  await writeNewFileDurably(path, `${JSON.stringify(json, null, 2)}\n`)
  return key
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new AppError('config_invalid', {
        file: path,
        problem: 'other users of this computer can read the key file',
        todo: `chmod 600 ${path}`,
      })
    }
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function parseMasterKey(text: string, path: string): MasterKey {
  const broken = new AppError('config_invalid', {
    file: path,
    problem: 'this is not a key file that this version can read',
    todo: 'restore the key file from your backup',
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new AppError('config_invalid', broken.details, { cause: error })
  }
  if (typeof json !== 'object' || json === null) throw broken
  const { format, version, keyId, key } = json as Record<string, unknown> // fields are checked next
  if (format !== FORMAT || version !== 1) throw broken
  if (typeof keyId !== 'string' || !/^[0-9a-f]{32}$/.test(keyId)) throw broken
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) throw broken
  return { keyId, key: Buffer.from(key, 'hex') }
}
