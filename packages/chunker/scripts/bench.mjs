// Prints the speed of both kernels through the whole chunker. Run after `tsc -b`: npm run bench
// "hot": random bytes that fit into the second-level cache. "cold": 256 MiB walked once per run.
// The best run counts: whatever else the machine does can only make a run slower.
import { randomFillSync } from 'node:crypto'
import { createChunker, createJsKernel, createWasmKernel, findProfile } from '../dist/index.js'

const KIB = 1024
const MIB = 1024 * KIB
const PUSH_BYTES = 256 * KIB
const RUN_BYTES = 256 * MIB
const RUNS = 9
const PROFILES = ['fastcdc-v1/64k', 'fastcdc-v1/256k', 'fastcdc-v1/1m']

function randomBytes(sizeBytes) {
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 64 * MIB) {
    randomFillSync(bytes, at, Math.min(64 * MIB, sizeBytes - at))
  }
  return bytes
}

function runOnce(profile, kernel, bytes) {
  const chunker = createChunker(profile, kernel)
  const startMs = performance.now()
  for (let done = 0; done < RUN_BYTES; done += PUSH_BYTES) {
    const at = done % bytes.length
    chunker.push(bytes.subarray(at, at + PUSH_BYTES))
  }
  chunker.finish()
  return RUN_BYTES / 1e3 / (performance.now() - startMs)
}

const buffers = { hot: randomBytes(512 * KIB), cold: randomBytes(RUN_BYTES) }
console.log(
  `Node ${process.versions.node}, best of ${RUNS} runs of 256 MiB, MB/s (MB = 10^6 bytes)`,
)
for (const kernel of [createWasmKernel(), createJsKernel()]) {
  for (const [name, bytes] of Object.entries(buffers)) {
    const speeds = PROFILES.map((id) => {
      const profile = findProfile(id)
      const values = Array.from({ length: RUNS }, () => runOnce(profile, kernel, bytes))
      return `${id} ${Math.round(Math.max(...values))}`
    })
    console.log(`${kernel.kind.padEnd(4)} ${name.padEnd(4)}  ${speeds.join('   ')}`)
  }
}
