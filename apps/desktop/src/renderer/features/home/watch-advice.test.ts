import { describe, expect, it } from 'vitest'
import { splitAdvice } from './watch-advice.js'

describe('advice on how changes are noticed', () => {
  it('offers the command apart from the words', () => {
    expect(
      splitAdvice(
        'Too few watched folders. Raise the limit: sudo sysctl fs.inotify.max_user_watches=9',
      ),
    ).toEqual({
      text: 'Too few watched folders. Raise the limit',
      command: 'sudo sysctl fs.inotify.max_user_watches=9',
    })
  })

  it('keeps advice without a command as it is', () => {
    expect(splitAdvice('Move it to a local disk.')).toEqual({
      text: 'Move it to a local disk.',
      command: null,
    })
  })
})
