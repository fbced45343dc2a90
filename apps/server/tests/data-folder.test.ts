import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireLease, noCrash } from '@tidemark/server-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ServerConfig } from '../src/config/config.js'
import { systemClock, systemRng } from '../src/platform/system-clock.js'
import { type RunningServer, serveData } from '../src/serve-data.js'
import { writeNewFileDurably } from '../src/storage/disk/durable-file.js'
import { rawFrame } from './_blocks.js'
import { signIn, signUp, TestDevice } from './_client.js'
import { openTestStorage, testConfig, testLogger } from './_server.js'

async function serve(config: ServerConfig): Promise<RunningServer> {
  const data = await openTestStorage(config)
  const server = await serveData(data, { config, logger: testLogger(), crashPoint: noCrash })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

/** A data folder with one file in it, closed. */
async function usedFolder(): Promise<ServerConfig> {
  const config = await testConfig()
  const server = await serve(config)
  const device = await TestDevice.add(server, await signUp(server))
  await device.putFile(await device.addSpace(), 'a', Buffer.from('the only copy'))
  await server[Symbol.asyncDispose]()
  return config
}

const refusal = (problem: RegExp) => ({
  code: 'config_invalid',
  details: expect.objectContaining({ problem: expect.stringMatching(problem) }),
})

describe('the data folder', () => {
  it('has no job of a killed process when it is opened: a cleanup can be run again (P11)', async () => {
    const config = await testConfig()
    const take = async () => {
      await using data = await openTestStorage(config)
      const ports = { store: data.storage.metadata, clock: systemClock, rng: systemRng }
      return await acquireLease(ports, 'housekeeping blocks', 3_600_000)
    }
    expect(await take()).toBeDefined()
    expect(await take()).toBeDefined()
  })

  it('is for its owner alone, down to every file (SEC-156)', async () => {
    const { dataFolder } = await usedFolder()
    const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true })
    expect(entries.length).toBeGreaterThan(8)
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name))
      expect([entry.name, mode & 0o077]).toEqual([entry.name, 0])
    }
    const { mode } = await stat(join(dataFolder, 'master-key.json'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('belongs to one server at a time and to the next one after it', async () => {
    const config = await usedFolder()
    const first = await openTestStorage(config)
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/another tidemark-server/))
    await first[Symbol.asyncDispose]()
    const next = await openTestStorage(config)
    expect(next.serverId).toBe(first.serverId)
    await next[Symbol.asyncDispose]()
  })

  it('keeps what was acknowledged over a restart', async () => {
    const config = await testConfig()
    const first = await serve(config)
    const device = await TestDevice.add(first, await signUp(first))
    const space = await device.addSpace()
    const bytes = randomBytes(50_000)
    await device.putFile(space, 'a', bytes)
    const uploaded = rawFrame(randomBytes(100))
    await device.upload(space, [uploaded])
    await first[Symbol.asyncDispose]()
    const second = await serve(config)
    expect(second.setupCode).toBeUndefined()
    const again = await TestDevice.add(second, await signIn(second, 'ann'))
    const [frame] = await again.read(space, [rawFrame(bytes).blockId])
    expect(frame?.kind === 'data' && Buffer.compare(frame.payload, bytes)).toBe(0)
    // The grant was the first device's: another one has to show that it has the bytes.
    expect(await again.missing(space, [uploaded.blockId])).toEqual([uploaded.blockId])
  })

  it('refuses to make a new master key beside stored blocks (E118)', async () => {
    const config = await usedFolder()
    const key = join(config.dataFolder, 'master-key.json')
    await rename(key, `${key}.away`)
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/key file is missing/))
    expect(await readdir(config.dataFolder)).not.toContain('master-key.json')
    await rename(`${key}.away`, key)
    await (await openTestStorage(config))[Symbol.asyncDispose]()
  })

  it('refuses a master key that others can read, and one that is damaged', async () => {
    const config = await usedFolder()
    const key = join(config.dataFolder, 'master-key.json')
    await chmod(key, 0o644)
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/other users/))
    const before = await readFile(key)
    await rm(key)
    await writeNewFileDurably(key, before.toString().slice(0, 60))
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/not a key file/))
  })

  it('refuses an empty database beside stored blocks (P8)', async () => {
    const config = await usedFolder()
    await rm(join(config.dataFolder, 'metadata.db'))
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/database is missing/))
  })

  it('mints no new keys for an account whose key file is lost (E118)', async () => {
    const config = await usedFolder()
    const keys = join(config.dataFolder, 'keys')
    for (const name of await readdir(keys)) await rm(join(keys, name))
    await expect(openTestStorage(config)).rejects.toMatchObject(refusal(/keys of this account/))
    expect(await readdir(keys)).toEqual([])
  })
})
