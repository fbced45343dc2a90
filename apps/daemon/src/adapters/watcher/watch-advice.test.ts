import { describe, expect, it } from 'vitest'
import { watchAdvice } from './watch-advice.js'

describe('watchAdvice', () => {
  it.each([
    ['ENOSPC', 8192, 'sudo sysctl fs.inotify.max_user_watches=524288'],
    ['ENOSPC', 524_288, 'sudo sysctl fs.inotify.max_user_watches=1048576'],
    ['EMFILE', 128, 'sudo sysctl fs.inotify.max_user_instances=1024'],
  ])('gives the command against %s at %i (E87)', (errno, limit, command) => {
    expect(watchAdvice(errno, 'linux', () => limit)).toContain(command)
  })

  it('speaks of open files elsewhere and not at all of other errors', () => {
    expect(watchAdvice('EMFILE', 'darwin')).toContain('ulimit -n')
    expect(watchAdvice('EACCES', 'linux')).toBeUndefined()
  })
})
