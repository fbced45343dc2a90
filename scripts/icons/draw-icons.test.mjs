import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { drawIcons } from './draw-icons.mjs'
import { TRAY_STATES } from './tray-glyph.mjs'

const SOURCES = join(dirname(dirname(import.meta.dirname)), 'apps', 'desktop', 'packaging', 'icons')
const GENERATED = join(SOURCES, 'generated')
/** Another version of the renderer may round an edge differently, of 255. */
const MAX_MEAN_DIFFERENCE = 1.5

let drawn

beforeAll(async () => {
  drawn = await drawIcons(SOURCES)
})

function committed(path) {
  return readFileSync(join(GENERATED, path))
}

async function sizeOf(png) {
  const { width, height } = await sharp(png).metadata()
  return [width, height]
}

test('the icons in the repository are those of the drawings (`npm run icons`)', async () => {
  const files = readdirSync(GENERATED, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(GENERATED, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
  expect(files.sort()).toEqual([...drawn.keys()].sort())
  for (const path of files) {
    if (!path.endsWith('.png')) continue
    expect({ path, size: await sizeOf(committed(path)) }).toEqual({
      path,
      size: await sizeOf(drawn.get(path)),
    })
    expect({ path, difference: await meanDifference(path) }).toEqual({ path, difference: 'none' })
  }
})

async function meanDifference(path) {
  const pixels = (png) => sharp(png).ensureAlpha().raw().toBuffer()
  const [one, other] = await Promise.all([pixels(committed(path)), pixels(drawn.get(path))])
  const sum = one.reduce((total, value, at) => total + Math.abs(value - other[at]), 0)
  return sum / one.length < MAX_MEAN_DIFFERENCE ? 'none' : sum / one.length
}

test('pictures have the sizes that their names say', async () => {
  for (const [path, png] of drawn) {
    const [, size] = /^linux\/(\d+)x\1\.png$/.exec(path) ?? []
    if (size !== undefined) expect(await sizeOf(png)).toEqual([Number(size), Number(size)])
  }
  expect(await sizeOf(drawn.get('tray/idle-dark@2x.png'))).toEqual([44, 44])
  expect(await sizeOf(drawn.get('tray/idleTemplate.png'))).toEqual([16, 16])
})

test('every state of the tray is a picture of its own', () => {
  for (const kind of ['-light.png', '-dark.png', 'Template.png']) {
    const pictures = TRAY_STATES.map((state) => drawn.get(`tray/${state}${kind}`).toString('hex'))
    expect(new Set(pictures).size).toBe(TRAY_STATES.length)
  }
})

test('a template holds black alone: macOS colours it', async () => {
  const { channels } = await sharp(drawn.get('tray/attentionTemplate@2x.png')).stats()
  const [red, green, blue, alpha] = channels
  expect([red.max, green.max, blue.max, alpha.max]).toEqual([0, 0, 0, 255])
})

test('the .ico holds bitmaps up to 128 pixels and a PNG of 256', async () => {
  const ico = committed('icon.ico')
  const pictures = readIco(ico)
  expect(pictures.map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256])
  for (const { size, content } of pictures.slice(0, -1)) {
    expect([content.readUInt32LE(0), content.readInt32LE(4), content.readInt32LE(8)]).toEqual([
      ...[40, size, size * 2],
    ])
  }
  expect(await sizeOf(pictures.at(-1).content)).toEqual([256, 256])
  // The pixel in the middle of the lowest row is water: more blue than red.
  const [{ content }] = pictures
  const pixel = content.subarray(40 + (16 + 8) * 4)
  expect(pixel[0]).toBeGreaterThan(pixel[2])
})

function readIco(ico) {
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1])
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = ico.subarray(6 + 16 * index)
    const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)]
    return { size: entry.readUInt8(0) || 256, content: ico.subarray(offset, offset + length) }
  })
}

test('the .icns holds a PNG of each size up to 1024', async () => {
  const icns = committed('icon.icns')
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  const sizes = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const [width] = await sizeOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))
    sizes.push([icns.toString('latin1', at, at + 4), width])
  }
  expect(Object.fromEntries(sizes)).toEqual({
    ...{ icp4: 16, icp5: 32, ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256 },
    ...{ ic14: 512, ic09: 512, ic10: 1024 },
  })
})
