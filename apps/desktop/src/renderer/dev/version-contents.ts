import type { VersionContent } from '../../ipc-contract/index.js'

const LETTER = [
  'Dear team,',
  '',
  'the tide tables for November are ready. Please check the harbour times',
  'before Friday, and write down what the gauge at the pier shows.',
  '',
  'High water on the 22nd is at 14:05, low water at 20:12.',
  'The boats leave an hour before.',
  '',
  'Thank you all.',
]

/** Text for most conflicts, a picture for some, nothing to show for the rest. */
export function versionContent(nodeId: string, revisionId: string): VersionContent {
  const index = Number.parseInt(nodeId.slice(-6), 16)
  const isCopy = Number.parseInt(revisionId.slice(-6), 16) % 2 === 1
  switch (Math.floor(index / 2) % 4) {
    case 2:
      return { kind: 'image', dataUrl: picture(isCopy ? '#0b7285' : '#e8a33d') }
    case 3:
      return { kind: 'other' }
    default:
      return { kind: 'text', text: letter(isCopy) }
  }
}

function letter(isCopy: boolean): string {
  const lines = Array.from({ length: 30 }, (_, index) => `${index + 1}. gauge reading`)
  const text = [...LETTER, ...lines]
  if (!isCopy) return text.join('\n')
  return text
    .map((line) => line.replace('14:05', '14:20').replace('before Friday', 'by Thursday'))
    .filter((line) => !line.startsWith('The boats'))
    .concat('See you at the pier.')
    .join('\n')
}

function picture(colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="#dcecef"/><circle cx="250" cy="60" r="26" fill="${colour}"/><path d="M0 130c40 0 40-20 80-20s40 20 80 20 40-20 80-20 40 20 80 20v70H0z" fill="#0b5563"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
