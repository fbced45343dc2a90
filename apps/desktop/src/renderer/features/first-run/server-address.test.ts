import { describe, expect, it } from 'vitest'
import { addressProblem, isAcceptable, isReadableOnTheWay } from './server-address.js'

describe('the address of a server as it is typed', () => {
  it('takes names, ports and whole addresses', () => {
    for (const text of [
      'sync.example.org',
      'nas.local:8443',
      ' https://a.example/x/ ',
      '[::1]:8484',
    ]) {
      expect(addressProblem(text)).toBeNull()
    }
  })

  it('says what is wrong with the rest', () => {
    expect(addressProblem('  ')).toBe('empty')
    expect(addressProblem('no address')).toBe('not_an_address')
    expect(addressProblem('file:///etc/passwd')).toBe('only_web')
    expect(addressProblem('smb://nas/share')).toBe('only_web')
  })

  it('warns of http beyond this computer and of nothing else (SEC-129)', () => {
    expect(isReadableOnTheWay('http://nas.local')).toBe(true)
    expect(isReadableOnTheWay('http://127.0.0.1.example.org')).toBe(true)
    expect(isReadableOnTheWay('http://localhost:8484')).toBe(false)
    expect(isReadableOnTheWay('http://127.0.0.1:8484')).toBe(false)
    expect(isReadableOnTheWay('nas.local')).toBe(false)
  })

  it('goes on with a readable connection only when the person trusts the way', () => {
    expect(isAcceptable({ server: 'http://nas.local', isTrusted: false })).toBe(false)
    expect(isAcceptable({ server: 'http://nas.local', isTrusted: true })).toBe(true)
    expect(isAcceptable({ server: 'nas.local', isTrusted: false })).toBe(true)
    expect(isAcceptable({ server: '', isTrusted: true })).toBe(false)
  })
})
