/**
 * Saves a file over and over, each time at a random moment after its turn begins: in place, or by a
 * file that is renamed over it, as editors do. `turns` is shared: [turn to take, turn that was taken].
 */
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

const { path, asidePath, way, turns: buffer } = workerData
const turns = new Int32Array(buffer)

for (let turn = 1; ; turn++) {
  Atomics.wait(turns, 0, turn - 1)
  if (Atomics.load(turns, 0) < 0) break
  spin(Math.random() * 400)
  save(`of the program ${turn}`)
  Atomics.store(turns, 1, turn)
  Atomics.notify(turns, 1)
}

function save(text) {
  if (way === 'rename') {
    writeFileSync(asidePath, text)
    renameSync(asidePath, path)
    return
  }
  const descriptor = openSync(path, 'w')
  writeSync(descriptor, text)
  closeSync(descriptor)
}

function spin(microseconds) {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}
