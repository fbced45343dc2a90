import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeLine, FramingError, LineDecoder } from './framing.js'
import { MAX_CONTROL_LINE_CHARS } from './version.js'

const json = fc.jsonValue().filter((value) => JSON.stringify(value) !== undefined)

test('any messages survive any split of their text', () => {
  fc.assert(
    fc.property(fc.array(json), fc.array(fc.nat(50)), (messages, cuts) => {
      const text = messages.map(encodeLine).join('')
      const decoder = new LineDecoder()
      const received: unknown[] = []
      let at = 0
      for (const cut of cuts) {
        received.push(...decoder.push(text.slice(at, at + cut)))
        at += cut
      }
      received.push(...decoder.push(text.slice(at)))
      expect(received).toEqual(messages.map((message) => JSON.parse(JSON.stringify(message))))
      expect(decoder.isMidLine).toBe(false)
    }),
  )
})

test('line ends and separators inside strings stay inside their message', () => {
  const message = { path: 'a\nb\r\n\u2028\u2029c', emoji: '👋' }
  expect(new LineDecoder().push(encodeLine(message))).toEqual([message])
})

test('SEC-72 a line over the limit is refused before it ends, in one piece or many', () => {
  const piece = 'x'.repeat(64 * 1024)
  const decoder = new LineDecoder()
  const feed = () => {
    for (let sent = 0; sent <= MAX_CONTROL_LINE_CHARS; sent += piece.length) decoder.push(piece)
  }
  expect(feed).toThrow(FramingError)
  expect(() => new LineDecoder().push('x'.repeat(MAX_CONTROL_LINE_CHARS + 1))).toThrow(
    'over the limit',
  )
  expect(() => encodeLine('x'.repeat(MAX_CONTROL_LINE_CHARS))).toThrow(FramingError)
})

test('messages before a fault are delivered, then every call throws it', () => {
  const decoder = new LineDecoder()
  expect(decoder.push('{"a":1}\nnot json\n{"b":2}\n')).toEqual([{ a: 1 }])
  expect(decoder.failure?.problem).toBe('not_json')
  expect(() => decoder.push('{"c":3}\n')).toThrow(FramingError)
})

test('SEC-72 no text makes the decoder throw anything but a FramingError', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (pieces) => {
      const decoder = new LineDecoder()
      for (const piece of pieces) {
        try {
          decoder.push(piece)
        } catch (error) {
          expect(error).toBeInstanceOf(FramingError)
        }
      }
    }),
  )
  expect(() => new LineDecoder().push(`${'['.repeat(500_000)}\n`)).toThrow(FramingError)
})
