/** The tray's glyph on a grid of 16: the app's tile in one ink, and in a corner what goes on. */

/** States that the tray shows. */
export const TRAY_STATES = ['idle', 'syncing', 'paused', 'attention', 'offline']

/** Inks: for light and for dark panels, and the black of which macOS takes the shape only. */
export const TRAY_INKS = { light: '#1f2937', dark: '#ffffff', template: '#000000' }

const WARNING = '#f59e0b'
const TILE = '<rect x="1" y="1" width="14" height="14" rx="3.4"/>'
const TIDE_LINE = '<path d="M0 8.3C2.1 5.6 4.8 5.6 8 7.9S13.9 10.2 16 7.5" stroke-width="1.9"/>'

const BADGE_HOLE = '<circle cx="11.7" cy="11.7" r="5.3" fill="#000"/>'

/** What each state takes from the tile (black) and what it puts there, in the ink. */
const MARKS = {
  idle: { hole: '', mark: '' },
  syncing: {
    hole: '<rect x="7.3" y="7" width="10" height="10" rx="2.5" fill="#000"/>',
    mark: `<path stroke-width="1.5" d="M10 15v-5.3m-1.7 1.8 1.7 -1.9 1.7 1.9"/>
      <path stroke-width="1.5" d="M14 9.3v5.3m-1.7 -1.8 1.7 1.9 1.7 -1.9"/>`,
  },
  paused: { hole: BADGE_HOLE, mark: '' },
  attention: { hole: BADGE_HOLE, mark: '' },
  // Only the outline is left: there is nothing behind it now.
  offline: {
    hole: '<rect x="2.4" y="2.4" width="11.2" height="11.2" rx="2.2" fill="#000"/>',
    mark: '<path d="M2.5 8.7C4.2 6.8 5.8 6.6 8 8.1s3.8 1.400 5.500 -.2" stroke-width="1.4"/>',
  },
}

/** The glyph as an SVG document. */
export function trayGlyph(state, ink) {
  const { hole, mark } = MARKS[state]
  const color = TRAY_INKS[ink]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" stroke-linejoin="round">
  <mask id="left" maskUnits="userSpaceOnUse" x="0" y="0" width="16" height="16">
    <rect width="16" height="16" fill="#fff"/>
    <g fill="none" stroke="#000">${TIDE_LINE}</g>${hole}
  </mask>
  <g fill="${color}" mask="url(#left)">${TILE}</g>
  <g fill="none" stroke="${color}" stroke-linecap="round">${mark}</g>
  ${badge(state, ink)}
</svg>`
}

/** Signs that are cut out of a full disk, so that they also read without colour. */
const SIGNS = {
  paused: '<path d="M10.2 9.9v3.6M13.2 9.9v3.6" stroke-width="1.5"/>',
  attention: '<path d="M11.7 9.3v2.6M11.7 14.1v.01" stroke-width="1.7"/>',
}

function badge(state, ink) {
  const sign = SIGNS[state]
  if (sign === undefined) return ''
  const hasColor = state === 'attention' && ink !== 'template'
  return `<mask id="sign" maskUnits="userSpaceOnUse" x="0" y="0" width="16" height="16">
    <rect width="16" height="16" fill="#fff"/>
    <g stroke="#000" stroke-linecap="round">${sign}</g>
  </mask>
  <circle cx="11.7" cy="11.7" r="4.2" fill="${hasColor ? WARNING : TRAY_INKS[ink]}" mask="url(#sign)"/>`
}
