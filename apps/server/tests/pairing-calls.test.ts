import type { NewPairing, Pairing } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { call, newId, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

const phone = { name: 'Phone', platform: 'other' }
const refused = { status: 403, body: { error: 'pairing_code_wrong' } }

async function laptopOf() {
  const { server, logLines, metadata } = await startTestServer()
  const session = await signUp(server)
  const laptop = await TestDevice.add(server, session)
  const makeCode = async () => {
    const { status, body } = await laptop.call('POST', '/v1/pairings')
    expect(status).toBe(200)
    return body as NewPairing // just checked
  }
  const claim = (code: string) =>
    call(server, 'POST', '/v1/pairings/claim', { body: { code, ...phone } })
  return { server, session, laptop, logLines, metadata, makeCode, claim }
}

describe('the calls about pairing', () => {
  it('give a new device a token for a code, once', async () => {
    const { server, laptop, makeCode, claim } = await laptopOf()
    const { pairingId, code } = await makeCode()
    const { status, body } = await claim(code)
    expect(status).toBe(200)
    const { token, deviceId } = body as { token: string; deviceId: string } // just checked
    expect((await call(server, 'GET', '/v1/account', { token })).status).toBe(200)
    const pairing = await laptop.get<Pairing>(`/v1/pairings/${pairingId}`)
    expect(pairing).toMatchObject({ state: 'claimed', device: { deviceId, name: 'Phone' } })
    expect(await claim(code)).toMatchObject(refused)
  })

  it('need a device to make a code', async () => {
    const { server, session } = await laptopOf()
    expect((await call(server, 'POST', '/v1/pairings')).status).toBe(401)
    expect((await call(server, 'POST', '/v1/pairings', { token: session })).status).toBe(401)
  })

  it('answer wrong, used and impossible codes alike (SEC-12)', async () => {
    const { makeCode, claim } = await laptopOf()
    const { code } = await makeCode()
    await claim(code)
    const answers = [await claim(code), await claim('222222'), await claim('no code at all')]
    const bodies = answers.map(({ status, body }) => {
      const { requestId: _, ...rest } = body as Record<string, unknown> // an error's shape
      return { status, ...rest }
    })
    expect(bodies[0]).toMatchObject({ status: 403, error: 'pairing_code_wrong' })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })

  it('slow an address down that guesses (SEC-08)', async () => {
    const { makeCode, claim } = await laptopOf()
    const { code } = await makeCode()
    for (let count = 0; count < 10; count++) expect(await claim('222222')).toMatchObject(refused)
    expect(await claim(code)).toMatchObject({ status: 429, body: { error: 'rate_limited' } })
  })

  it('write no code into the log or the database (SEC-03)', async () => {
    const { laptop, logLines, metadata, makeCode, claim } = await laptopOf()
    const { code, pairingId } = await makeCode()
    await claim(code)
    expect(logLines.join('\n')).not.toContain(code)
    const row = await metadata.read((tx) => tx.findPairing(pairingId))
    expect(JSON.stringify(row)).not.toContain(code)
    expect(await laptop.call('GET', `/v1/pairings/${newId()}`)).toMatchObject({ status: 404 })
  })
})
