import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeResponse } from '@tidemark/protocol'
import { describe, expect, it, vi } from 'vitest'
import { rawFrame } from './_blocks.js'
import { call, contentOf, newId, putOf, signIn, signUp, TestDevice } from './_client.js'
import { runServerCommand, startServerProcess } from './_executable.js'
import { PASSWORD } from './_server.js'
import { tempFolder } from './_temp-folder.js'

/** Each test starts several processes from source. */
vi.setConfig({ testTimeout: 120_000 })

describe('tidemark-server', () => {
  it('serves until it is told to stop, and leaves cleanly', async () => {
    const folder = await tempFolder()
    const server = await startServerProcess(folder)
    expect(server.setupCode).toMatch(/^[2-9A-Z-]{19}$/)
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const poll = { instance: newId(), spaces: {}, accountSeq: 99 }
    const waiting = device.call('POST', '/v1/poll', { body: poll })
    await device.putFile(space, 'a', randomBytes(100))
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    await waiting
    const check = await runServerCommand(['check', '--data', folder])
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('No damage found.') })
  })

  it('says what to do when the port or the folder is taken', async () => {
    const folder = await tempFolder()
    const { port } = await startServerProcess(folder)
    const other = ['serve', '--data', await tempFolder(), '--port', String(port)]
    expect(await runServerCommand(other)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/port is in use.*--port/),
    })
    expect(await runServerCommand(['gc', '--data', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('another tidemark-server'),
    })
  })

  it('makes accounts, also while it serves, and never takes a password as an argument', async () => {
    const folder = await tempFolder()
    const server = await startServerProcess(folder)
    const add = (login: string, input: string, env = {}) =>
      runServerCommand(['account', 'add', login, '--data', folder], { input, env })
    expect(await add('ann', `${PASSWORD}\n`)).toMatchObject({ code: 0 })
    const file = join(folder, 'password')
    await writeFile(file, `${PASSWORD}\nnot this`)
    expect(await add('bob', '', { TIDEMARK_PASSWORD_FILE: file })).toMatchObject({ code: 0 })
    expect(await add('Ann', `${PASSWORD}\n`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists already'),
    })
    expect((await add('eve', 'short\n')).stderr).toContain('at least 10 characters')
    expect((await add('no spaces', `${PASSWORD}\n`)).code).toBe(2)
    const list = await runServerCommand(['account', 'list', '--json', '--data', folder])
    const logins = JSON.parse(list.stdout).map(({ login }: { login: string }) => login)
    expect(logins).toEqual(['ann', 'bob'])
    expect(await signIn(server, 'bob')).toMatch(/^tms_/)
    expect(
      await call(server, 'POST', '/v1/setup', {
        body: { code: server.setupCode, login: 'x', password: PASSWORD },
      }),
    ).toMatchObject({ status: 404 })
  })

  it('shows its configuration and refuses a value with the reason', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'config.json'), '{ "port": 4000, "segmentBytes": 2097152 }')
    const shown = await runServerCommand(['config', '--data', folder], {
      env: { TIDEMARK_PORT: '5000' },
    })
    expect(shown.stdout).toContain('port = 5000   [environment]')
    expect(shown.stdout).toContain('segmentBytes = 2097152   [file]')
    expect(shown.stdout).toContain('host = 127.0.0.1   [default]')
    const bad = await runServerCommand(['config', '--data', folder], {
      env: { TIDEMARK_PORT: 'http' },
    })
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('TIDEMARK_PORT') })
    await writeFile(join(folder, 'config.json'), '{ "prot": 4000 }')
    const unknown = await runServerCommand(['config', '--data', folder])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('prot') })
  })
})

describe('a server that is killed', () => {
  const points = ['S01', 'S02', 'S03', 'S04', 'S05', 'S06:2', 'S07:2', 'S08', 'S09:2']
  it.each(points)('at %s has everything it acknowledged and carries on', async (point) => {
    const folder = await tempFolder()
    const first = await startServerProcess(folder)
    const device = await TestDevice.add(first, await signUp(first))
    const space = await device.addSpace()
    const before = randomBytes(20_000)
    await device.putFile(space, 'acknowledged before', before)
    first.child.kill('SIGKILL')
    await first.ended

    const doomed = await startServerProcess(folder, {
      TIDEMARK_TEST_HOOKS: '1',
      TIDEMARK_CRASH_AT: point,
    })
    const moved = device.at(doomed)
    const bytes = randomBytes(20_000)
    const frame = rawFrame(bytes)
    const puts = ['x', 'y', 'z'].map((name) => putOf(space, name, contentOf(frame.blockId, 20_000)))
    const acknowledged: string[] = []
    try {
      await moved.upload(space, [frame])
      for (const put of puts) {
        await moved.commit(space, [put])
        acknowledged.push(put.name)
      }
    } catch {
      // The server died under the call, which is what this test is for.
    }
    expect(await doomed.ended).toBe('SIGKILL')

    const again = device.at(await startServerProcess(folder))
    const names = async () => {
      const tree = await again.get<TreeResponse>(`/v1/spaces/${space.spaceId}/tree`)
      return tree.nodes.map(({ name }) => name)
    }
    expect(await names()).toEqual(expect.arrayContaining(['acknowledged before', ...acknowledged]))
    await again.upload(space, [frame])
    for (const put of puts) {
      const { results } = await again.commit(space, [put])
      expect(results).toMatchObject([{ result: 'applied', nodeId: put.nodeId }])
    }
    expect((await names()).filter((name) => name.length === 1).sort()).toEqual(['x', 'y', 'z'])
    const frames = await again.read(space, [frame.blockId, rawFrame(before).blockId])
    expect(frames.map(({ kind }) => kind)).toEqual(['data', 'data'])
  })
})
