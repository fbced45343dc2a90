import { AppError } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { APP_CALLS } from '../../ipc-contract/index.js'
import { answerCall } from './answer-call.js'
import { isTrusted } from './sender.js'

const OWN = { frameUrl: 'app://ui/index.html', isMainFrame: true, isOwnWindow: true }

test('SEC-123 only the page in the main frame of the own window is heard', () => {
  expect(isTrusted(OWN)).toBe(true)
  expect(isTrusted({ ...OWN, isMainFrame: false })).toBe(false)
  expect(isTrusted({ ...OWN, isOwnWindow: false })).toBe(false)
  for (const frameUrl of [
    undefined,
    '',
    'about:blank',
    'https://evil.example/',
    'app://ui/a.html',
  ]) {
    expect(isTrusted({ ...OWN, frameUrl })).toBe(false)
  }
})

function quitCall(handle: (params: unknown) => Promise<unknown>) {
  const internal: unknown[] = []
  const answer = answerCall(APP_CALLS.quit, handle, (channel, error) =>
    internal.push([channel, error]),
  )
  return { answer, internal }
}

test('SEC-123 a handler sees nothing that its schema does not take', async () => {
  let calls = 0
  const { answer } = quitCall(async () => {
    calls++
    return {}
  })
  const wrong = [
    [],
    [undefined],
    [{}],
    [{ stopSyncing: 'yes' }],
    [{ stopSyncing: true, more: 1 }],
    [{ stopSyncing: true }, 2],
  ]
  for (const args of wrong) {
    expect(await answer(args)).toMatchObject({ ok: false, error: { code: 'invalid_request' } })
  }
  expect(calls).toBe(0)
  expect(await answer([{ stopSyncing: true }])).toEqual({ ok: true, value: {} })
})

test('an error keeps its code, an unexpected one loses its text', async () => {
  const known = quitCall(async () => {
    throw new AppError('daemon_unreachable', { problem: 'no room' })
  })
  expect(await known.answer([{ stopSyncing: true }])).toMatchObject({
    ok: false,
    error: { code: 'daemon_unreachable', details: { problem: 'no room' } },
  })
  const unknown = quitCall(async () => {
    throw new Error('/home/ada/secret')
  })
  const answer = await unknown.answer([{ stopSyncing: true }])
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect(unknown.internal).toHaveLength(1)
})

test('a field that is undefined counts as not given', async () => {
  const seen: unknown[] = []
  const answer = answerCall(
    APP_CALLS.changeSettings,
    async (params) => seen.push(params),
    () => undefined,
  )
  await answer([{ theme: undefined, language: 'ko' }])
  expect(seen).toStrictEqual([{ language: 'ko' }])
})
