import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppError } from '@tidemark/protocol'
import { hasSystemCode, writeNewFileDurably } from './durable-file.js'

/**
 * The id under which devices know this server's data; minted when the data folder is new. JSON:
 *
 *     { "format": "tidemark-server", "version": 1, "serverId": "<32 hex>" }
 *
 * @throws AppError `config_invalid` when the file is damaged: a made-up id would make every device
 *   ask whether it is still the same server
 */
export async function ensureServerId(path: string): Promise<string> {
  try {
    const serverId = /"serverId":\s*"([0-9a-f]{32})"/.exec(await readFile(path, 'utf8'))?.[1]
    if (serverId !== undefined) return serverId
    throw new AppError('config_invalid', {
      file: path,
      problem: 'the identity of this server cannot be read',
      todo: 'restore the file from your backup',
    })
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT')) throw error
  }
  const serverId = randomBytes(16).toString('hex')
  const json = { format: 'tidemark-server', version: 1, serverId }
  await writeNewFileDurably(path, `${JSON.stringify(json, null, 2)}\n`)
  return serverId
}
