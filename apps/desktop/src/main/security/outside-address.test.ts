import { expect, test } from 'vitest'
import { mayOpenOutside } from './outside-address.js'

const SERVER = 'https://box.example:8443/'

test('pages of the own server open outside', () => {
  expect(mayOpenOutside('https://box.example:8443/photos?a=1#b', SERVER)).toBe(true)
  expect(mayOpenOutside('http://127.0.0.1:8080/', 'http://127.0.0.1:8080')).toBe(true)
})

test.each([
  'file:///etc/passwd',
  'smb://box.example/share',
  'javascript:alert(1)',
  'ms-msdt:/id PCWDiagnostic',
  '\\\\box.example\\share',
  'data:text/html,<script>1</script>',
  'https://box.example/',
  'http://box.example:8443/',
  'https://box.example:8443.evil.example/',
  'https://box.example:8443@evil.example/',
  'https://ada:secret@box.example:8443/',
  'tidemark://connect?server=x',
  'HTTPS://other.example',
  '',
])('SEC-125 %s stays closed', (url) => {
  expect(mayOpenOutside(url, SERVER)).toBe(false)
})

test('SEC-125 without a server nothing opens outside', () => {
  expect(mayOpenOutside(SERVER, undefined)).toBe(false)
  expect(mayOpenOutside(SERVER, 'not a url')).toBe(false)
})
