// Adds the vectors of new cases to vectors/. A vector that exists is frozen and never rewritten: it pins the
// cuts of a profile id for ever. Run after `tsc -b`: npm run write:vectors
import { readFile, writeFile } from 'node:fs/promises'
import { createChunker, createJsKernel, findProfile } from '../dist/index.js'
import { createContent } from '../src/_content.js'

const KIB = 1024
const MIB = 1024 * KIB
const VECTORS = new URL('../vectors/cuts.json', import.meta.url)

const random = (seed, sizeBytes) => ({ kind: 'random', seed, sizeBytes })
const text = (seed, sizeBytes) => ({ kind: 'text', seed, sizeBytes })
const dna = (seed, sizeBytes) => ({ kind: 'dna', seed, sizeBytes })
const constant = (byte, sizeBytes) => ({ kind: 'constant', byte, sizeBytes })
const periodic = (seed, periodBytes, sizeBytes) => ({
  kind: 'periodic',
  seed,
  periodBytes,
  sizeBytes,
})

const CASES = {
  'whole-v1': [
    constant(0, 0),
    random(1, 1),
    random(1, 64 * KIB),
    random(1, 64 * KIB + 1),
    random(1, 200_000),
  ],
  'fastcdc-v1/64k': [
    constant(0, 0),
    random(1, 1),
    random(1, 16 * KIB),
    random(1, 16 * KIB + 1),
    random(1, 3 * MIB + 1),
    random(2, 3 * MIB + 2),
    text(3, 3 * MIB + 3),
    dna(4, 3 * MIB + 4),
    constant(0, 256 * KIB),
    constant(0, 1_000_000),
    constant(255, 600_000),
    periodic(5, 3, 600_000),
    periodic(6, 100_003, 1_000_000),
  ],
  'fastcdc-v1/256k': [
    random(1, 64 * KIB + 1),
    random(7, 8 * MIB + 7),
    text(8, 6 * MIB + 8),
    dna(9, 6 * MIB + 9),
    constant(0, 3_000_000),
  ],
  'fastcdc-v1/1m': [
    random(1, 256 * KIB + 1),
    random(10, 20 * MIB + 10),
    text(11, 12 * MIB + 11),
    constant(0, 9_000_000),
  ],
}

function cutsOf(profileId, content) {
  const chunker = createChunker(findProfile(profileId), createJsKernel())
  return [...chunker.push(createContent(content)), ...chunker.finish()]
}

async function readFrozen() {
  try {
    return JSON.parse(await readFile(VECTORS, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return []
  }
}

const vectors = await readFrozen()
for (const [profileId, contents] of Object.entries(CASES)) {
  for (const content of contents) {
    const isFrozen = vectors.some(
      (vector) =>
        vector.profileId === profileId &&
        JSON.stringify(vector.content) === JSON.stringify(content),
    )
    if (!isFrozen) vectors.push({ profileId, content, cuts: cutsOf(profileId, content) })
  }
}
const lines = vectors.map((vector) => `  ${JSON.stringify(vector)}`)
await writeFile(VECTORS, `[\n${lines.join(',\n')}\n]\n`)
