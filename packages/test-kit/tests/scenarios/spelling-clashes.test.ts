import { expect } from 'vitest'
import { oneSided, type Tree, twoSided } from './_scenario.js'
import { onUnlikeDisks, type Round } from './_unlike-disks.js'

const NFC = '\u00e9'
const NFD = 'e\u0301'

function same(tree: Tree): Pick<Round, 'onHere' | 'onLinux'> {
  return { onHere: tree, onLinux: tree }
}

/** HFS+ lists every name decomposed, in whatever form it was written. */
onUnlikeDisks('a disk that respells names renames nothing (E42, PS155)', {
  disk: { caseInsensitive: true, normalization: 'nfd' },
  rounds: [
    {
      linux: [
        ['write', `${NFC}/${NFC}.txt`, '1'],
        ['write', '한글.txt', '2'],
      ],
      onLinux: { [`${NFC}/${NFC}.txt`]: '1', '한글.txt': '2' },
      onHere: { [`${NFD}/${NFD}.txt`]: '1', [`${'한글'.normalize('NFD')}.txt`]: '2' },
    },
    {
      here: [['append', `${NFD}/${NFD}.txt`, '+']],
      linux: [['append', '한글.txt', '-']],
      onLinux: { [`${NFC}/${NFC}.txt`]: '1+', '한글.txt': '2-' },
      onHere: { [`${NFD}/${NFD}.txt`]: '1+', [`${'한글'.normalize('NFD')}.txt`]: '2-' },
    },
    {
      here: [
        ['mkdir', 'd'],
        ['rename', `${NFD}/${NFD}.txt`, `d/${NFC}.txt`],
      ],
      onLinux: { [`d/${NFC}.txt`]: '1+', [`${NFC}/`]: '', '한글.txt': '2-' },
      onHere: { [`d/${NFD}.txt`]: '1+', [`${NFD}/`]: '', [`${'한글'.normalize('NFD')}.txt`]: '2-' },
    },
    {
      linux: [['rename', `d/${NFC}.txt`, `d/x${NFC}.txt`]],
      onLinux: { [`d/x${NFC}.txt`]: '1+', [`${NFC}/`]: '', '한글.txt': '2-' },
      onHere: {
        [`d/x${NFD}.txt`]: '1+',
        [`${NFD}/`]: '',
        [`${'한글'.normalize('NFD')}.txt`]: '2-',
      },
    },
  ],
})

onUnlikeDisks('the spelling of the first author is what all others get (E42, PS155, PS157)', {
  disk: { normalization: 'insensitive' },
  rounds: [
    { here: [['write', NFD, '1']], ...same({ [NFD]: '1' }) },
    {
      here: [['rename', NFD, NFC]],
      linux: [['append', NFD, '2']],
      onHere: { [NFC]: '12' },
      onLinux: { [NFD]: '12' },
    },
    { linux: [['rename', NFD, 'plain']], ...same({ plain: '12' }) },
  ],
})

onUnlikeDisks('both spellings on one disk are kept, the second under an alias (E42, PS156)', {
  disk: {},
  rounds: [
    { here: [['write', `${NFC}.txt`, 'first']], ...same({ [`${NFC}.txt`]: 'first' }) },
    {
      here: [['write', `${NFD}.txt`, 'second']],
      onHere: { [`${NFC}.txt`]: 'first', [`${NFD}.txt`]: 'second' },
      onLinux: { [`${NFC}.txt`]: 'first', [`${NFD} (spelling conflict).txt`]: 'second' },
    },
    {
      here: [['append', `${NFD}.txt`, ' here']],
      onHere: { [`${NFC}.txt`]: 'first', [`${NFD}.txt`]: 'second here' },
      onLinux: { [`${NFC}.txt`]: 'first', [`${NFD} (spelling conflict).txt`]: 'second here' },
    },
    {
      linux: [['append', `${NFD} (spelling conflict).txt`, ' there']],
      onHere: { [`${NFC}.txt`]: 'first', [`${NFD}.txt`]: 'second here there' },
      onLinux: { [`${NFC}.txt`]: 'first', [`${NFD} (spelling conflict).txt`]: 'second here there' },
    },
    {
      linux: [['remove', `${NFC}.txt`]],
      ...same({ [`${NFD}.txt`]: 'second here there' }),
    },
  ],
})

onUnlikeDisks('a rename there ends the alias of a spelling (E42, PS156)', {
  disk: {},
  rounds: [
    { here: [['write', `${NFC}/x`, '1']], ...same({ [`${NFC}/x`]: '1' }) },
    {
      here: [['write', `${NFD}/x`, '2']],
      onHere: { [`${NFC}/x`]: '1', [`${NFD}/x`]: '2' },
      onLinux: { [`${NFC}/x`]: '1', [`${NFD} (spelling conflict)/x`]: '2' },
    },
    {
      linux: [['rename', `${NFD} (spelling conflict)`, 'renamed']],
      ...same({ [`${NFC}/x`]: '1', 'renamed/x': '2' }),
    },
  ],
})

oneSided('another spelling is a rename like any other where the disk tells them apart (PS157)', {
  start: { [NFC]: '1', [`in-${NFC}`]: '2', 'd/': '' },
  steps: [
    ['rename', NFC, NFD],
    ['rename', `in-${NFC}`, `d/in-${NFD}`],
  ],
  end: { [NFD]: '1', [`d/in-${NFD}`]: '2' },
  check: ({ sentBytes }) => expect(sentBytes()).toBe(0),
})

twoSided('one name in two spellings from two devices is one item when equal (E42, PS156)', {
  here: [['write', `d/${NFC}`, 'same']],
  there: [['write', `d/${NFD}`, 'same']],
  end: { [`d/${NFC}`]: 'same' },
  endThereFirst: { [`d/${NFD}`]: 'same' },
})

twoSided('one name in two spellings with two contents is a conflict (E42, PS156)', {
  here: [['write', NFC, 'of here']],
  there: [['write', NFD, 'of there']],
  end: { [NFC]: 'of here', [`${NFD} (copy)`]: 'of there' },
  endThereFirst: { [NFD]: 'of there', [`${NFC} (copy)`]: 'of here' },
})
