import { expect, test } from 'vitest'
import { parseLaunchArgs } from './launch-args.js'

const LINK = 'tidemark://connect?server=https%3A%2F%2Fbox.example'

test('a launch may be hidden and may carry one link', () => {
  expect(parseLaunchArgs(['/opt/tidemark'])).toEqual({ isHidden: false, link: undefined })
  expect(parseLaunchArgs(['/opt/tidemark', '--hidden'])).toMatchObject({ isHidden: true })
  expect(parseLaunchArgs(['/opt/tidemark', LINK])).toMatchObject({ link: LINK })
})

test('SEC-130 nothing else on the command line is taken, two links are none', () => {
  const injected = [
    '--inspect=0.0.0.0',
    '--load-extension=/tmp/x',
    '--hidden=1',
    '-hidden',
    'a.txt',
  ]
  expect(parseLaunchArgs(['/opt/tidemark', ...injected])).toEqual({
    isHidden: false,
    link: undefined,
  })
  expect(parseLaunchArgs([LINK, LINK]).link).toBeUndefined()
  expect(parseLaunchArgs([`${LINK} --inspect`]).link).toBeUndefined()
})
