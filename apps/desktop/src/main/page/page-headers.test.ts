import { expect, test } from 'vitest'
import { pageHeaders } from './page-headers.js'

test('SEC-121 every file of the page comes with the policy and its own type', () => {
  const headers = pageHeaders('index.html')
  expect(headers?.['content-type']).toBe('text/html; charset=utf-8')
  expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(headers?.['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
  expect(pageHeaders('a.js')?.['content-type']).toMatch(/^text\/javascript/)
})

test('kinds that no page is made of are not served', () => {
  for (const name of ['main.cjs', 'main.cjs.map', 'README', 'a.exe', '__proto__', '.html']) {
    expect(pageHeaders(name), name).toBeUndefined()
  }
})
