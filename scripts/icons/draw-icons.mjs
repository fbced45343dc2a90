import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { encodeIcns, encodeIco, ICNS_SIZES } from './containers.mjs'
import { TRAY_INKS, TRAY_STATES, trayGlyph } from './tray-glyph.mjs'

const LINUX_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512, 1024]
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256]
const WINDOWS_TRAY_SIZES = [16, 20, 24, 32]
/** Electron takes the file without a suffix for 1x and finds the others beside it. */
const SCALES = { '': 1, '@1.5x': 1.5, '@2x': 2, '@3x': 3 }
/** Below it the simpler drawing is the clearer one. */
const FULL_DRAWING_FROM = 48
/** Of macOS' grid, the tile takes 824 of 1024; elsewhere there is only a little air around it. */
const MAC_TILE_PART = 824 / 1024
const TILE_PART = 0.92

/**
 * Draws every icon of the app.
 * @param {string} sources folder of app.svg and app-small.svg
 * @returns {Promise<Map<string, Buffer>>} files by their path below the folder of icons
 */
export async function drawIcons(sources) {
  const drawings = {
    full: readFileSync(join(sources, 'app.svg'), 'utf8'),
    small: readFileSync(join(sources, 'app-small.svg'), 'utf8'),
  }
  const files = new Map()
  for (const [size, { png }] of await drawApp(drawings, LINUX_SIZES, TILE_PART)) {
    files.set(`linux/${size}x${size}.png`, png)
  }
  files.set('icon.ico', encodeIco(await drawApp(drawings, WINDOWS_SIZES, TILE_PART)))
  files.set('icon.icns', encodeIcns(await drawApp(drawings, ICNS_SIZES, MAC_TILE_PART)))
  await drawTray(files)
  return files
}

async function drawApp({ full, small }, sizes, tilePart) {
  return await pictures(sizes, (size) =>
    size < FULL_DRAWING_FROM ? small : withMargin(full, tilePart),
  )
}

/** A drawing that fills only this part of its width and height. */
function withMargin(svg, part) {
  return svg.replace(/viewBox="0 0 (\d+) \d+"/, (_, text) => {
    const width = Number(text) / part
    const start = (Number(text) - width) / 2
    return `viewBox="${start} ${start} ${width} ${width}"`
  })
}

async function drawTray(files) {
  for (const state of TRAY_STATES) {
    for (const ink of Object.keys(TRAY_INKS)) {
      const glyph = () => trayGlyph(state, ink)
      // macOS knows a template by its name.
      const name = `tray/${state}${ink === 'template' ? 'Template' : `-${ink}`}`
      for (const [suffix, scale] of Object.entries(SCALES)) {
        const baseSize = ink === 'template' ? 16 : 22
        const [[, { png }]] = await pictures([Math.round(baseSize * scale)], glyph)
        files.set(`${name}${suffix}.png`, png)
      }
      if (ink === 'template') continue
      files.set(`${name}.ico`, encodeIco(await pictures(WINDOWS_TRAY_SIZES, glyph)))
    }
  }
}

/** Renders a drawing in each size. @returns {Promise<Map<number, { png: Buffer, rgba: Buffer }>>} */
async function pictures(sizes, drawing) {
  const entries = sizes.map(async (size) => {
    const svg = drawing(size)
    const [, width] = /viewBox="\S+ \S+ (\S+) /.exec(svg)
    const image = sharp(Buffer.from(svg), { density: (72 * size) / Number(width) })
      .resize(size, size)
      .ensureAlpha()
    const png = await image.clone().png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer()
    return [size, { png, rgba: await image.raw().toBuffer() }]
  })
  return new Map(await Promise.all(entries))
}
