import { expect, test } from 'vitest'
import { parseLink } from './parse-link.js'

const ID = 'ab'.repeat(16)
const connect = (server: string) => `tidemark://connect?server=${encodeURIComponent(server)}`

test('a link names a server or a linked folder', () => {
  expect(parseLink(connect('https://box.example:8443'))).toEqual({
    kind: 'connect',
    serverUrl: 'https://box.example:8443',
  })
  expect(parseLink(connect('http://127.0.0.1:8080/'))).toMatchObject({ kind: 'connect' })
  expect(parseLink(`tidemark://open?folder=${ID}`)).toEqual({ kind: 'open', folderId: ID })
})

test.each([
  '',
  'tidemark://',
  'tidemark://connect',
  'tidemark://connect?server=',
  'tidemark://connect?server=%',
  'tidemark://connect?server=%00',
  `tidemark://connect?folder=${ID}`,
  `tidemark://open?server=${ID}`,
  'tidemark://open?folder=..%2F..%2Fetc',
  `tidemark://open?folder=${ID}&token=tmd_abc`,
  `${connect('https://box.example')}&token=tmd_abc`,
  `${connect('https://box.example')}#token=tmd_abc`,
  `${connect('https://box.example')}\n--inspect`,
  `TIDEMARK://open?folder=${ID}`,
  `https://connect?server=box`,
  connect('https://ada:secret@box.example'),
  connect('https://box.example/?token=tmd_abc'),
  connect('https://box.example/#tmd_abc'),
  connect('https://box.example/path'),
  connect('file:///etc/passwd'),
  connect('javascript:alert(1)'),
  connect('box.example'),
  connect(`https://${'a'.repeat(3000)}.example`),
])('SEC-130 %j is no link', (text) => {
  expect(parseLink(text)).toBeUndefined()
})
