import { describe, expect, it } from 'vitest'
import { advance, type Event, firstProgress } from './steps.js'

function walk(events: readonly Event[], isSignedIn = false) {
  return events.reduce(advance, firstProgress(isSignedIn))
}

const named: Event = { kind: 'serverNamed', server: 'nas.local', allowInsecure: false }

describe('the way through the first run', () => {
  it('goes from the server over the account to a synced folder', () => {
    expect(walk([]).step).toBe('server')
    expect(walk([named]).step).toBe('account')
    expect(walk([named, { kind: 'signedIn' }]).step).toBe('folder')
    expect(walk([named, { kind: 'signedIn' }, { kind: 'linked' }]).step).toBe('done')
  })

  it('brings the setup code of a server that was started here', () => {
    const started: Event = { kind: 'serverStarted', server: 'http://x', setupCode: 'AB12' }
    expect(walk([started])).toMatchObject({ origin: 'here', setupCode: 'AB12' })
  })

  it('forgets the setup code when another server is named instead', () => {
    const started: Event = { kind: 'serverStarted', server: 'http://x', setupCode: 'AB12' }
    expect(walk([started, { kind: 'back' }, named])).toMatchObject({
      server: 'nas.local',
      setupCode: null,
    })
  })

  it('starts at the folder for who is signed in, and does not go back from there', () => {
    expect(walk([], true).step).toBe('folder')
    expect(walk([{ kind: 'back' }], true).step).toBe('folder')
  })
})
