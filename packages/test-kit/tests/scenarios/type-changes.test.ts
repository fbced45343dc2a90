import { oneSided, twoSided } from './_scenario.js'

oneSided('a file becomes a folder (PS080, PS086, E01)', {
  start: { n: 'file', keep: 'k' },
  steps: [
    ['remove', 'n'],
    ['mkdir', 'n'],
    ['write', 'n/child', 'c'],
  ],
  end: { 'n/child': 'c', keep: 'k' },
})

oneSided('a full folder becomes a file (PS080, PS086, E01)', {
  start: { 'n/a': '1', 'n/b/c': '2', keep: 'k' },
  steps: [
    ['remove', 'n'],
    ['write', 'n', 'file'],
  ],
  end: { n: 'file', keep: 'k' },
})

twoSided('an edit meets a folder in the place of its file (PS081, E02)', {
  start: { n: 'file', keep: 'k' },
  here: [
    ['remove', 'n'],
    ['write', 'n/child', 'c'],
  ],
  there: [['write', 'n', 'edited']],
  end: { 'n/child': 'c', 'n (copy)': 'edited', keep: 'k' },
  endThereFirst: { n: 'edited', 'n (copy)/child': 'c', keep: 'k' },
})
