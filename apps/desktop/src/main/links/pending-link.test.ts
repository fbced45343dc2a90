import { expect, test } from 'vitest'
import { PendingLinkBox } from './pending-link.js'

const LINK = 'tidemark://connect?server=https%3A%2F%2Fbox.example'

test('SEC-130 a link waits, and acts only when a person accepted it', () => {
  const box = new PendingLinkBox()
  expect(box.offer(LINK, undefined)).toBe(true)
  expect(box.shown).toMatchObject({ kind: 'connect', summary: 'https://box.example' })
  expect(box.answer(box.shown?.linkId ?? '', true)).toEqual({
    kind: 'connect',
    serverUrl: 'https://box.example',
  })
  expect(box.shown).toBeNull()
})

test('a refused link leaves nothing behind', () => {
  const box = new PendingLinkBox()
  box.offer(LINK, undefined)
  expect(box.answer(box.shown?.linkId ?? '', false)).toBeUndefined()
  expect(box.shown).toBeNull()
})

test('an answer meets only the link that was shown', () => {
  const box = new PendingLinkBox()
  box.offer(LINK, undefined)
  const first = box.shown?.linkId ?? ''
  box.offer('tidemark://connect?server=https%3A%2F%2Fother.example', undefined)
  expect(() => box.answer(first, true)).toThrow(expect.objectContaining({ code: 'not_found' }))
  expect(box.shown).toMatchObject({ summary: 'https://other.example' })
})

test('what is no link, or names a folder that is not linked, is dropped', () => {
  const box = new PendingLinkBox()
  expect(box.offer('tidemark://connect?server=file%3A%2F%2F%2Fetc', undefined)).toBe(false)
  expect(box.offer(`tidemark://open?folder=${'ab'.repeat(16)}`, undefined)).toBe(false)
  expect(box.shown).toBeNull()
})
