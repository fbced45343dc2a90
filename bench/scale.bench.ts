import { writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { Stack } from '@tidemark/e2e/stack'
import { at } from '@tidemark/e2e/tree'
import { test } from 'vitest'
import { makeTree } from './realistic-tree.js'
import { formatSpread } from './spread.js'

const FILES = Number(process.env.TIDEMARK_BENCH_FILES ?? 10_000)
/** Longest that the first scan and upload are waited for; what was reached by then is told. */
const FIRST_SYNC_MS = Math.max(1_320_000, FILES * 10)
const IDLE_MS = 60_000
/** Making and removing a million files takes its time as well. */
const TEST_MS = Math.max(3_600_000, FILES * 15)
const MIB = 1024 ** 2

test(
  `one device with ${FILES} small files`,
  async () => {
    await using stack = await Stack.start({ devices: ['laptop'] })
    const device = stack.device('laptop')
    await device.stop()
    const folders = await makeTree(device.folder, FILES)
    console.log(`${FILES} files of 100 bytes in ${folders} folders`)
    const isInSync = await measureFirstSync(stack)
    await tellMemory(stack)
    if (!isInSync) return
    await measureRescans(stack)
    await measureIdle(stack)
    await measureRestart(stack)
    await measureSaves(stack)
  },
  TEST_MS,
)

/** Returns whether it ended within the time for it. */
async function measureFirstSync(stack: Stack): Promise<boolean> {
  const device = stack.device('laptop')
  const started = performance.now()
  const elapsed = () => performance.now() - started
  await device.start()
  let status = await device.status()
  let scannedMs: number | undefined
  while (!(scannedMs !== undefined && status.settled) && elapsed() < FIRST_SYNC_MS) {
    await delay(200)
    status = await device.status()
    if (status.counts.items >= FILES) scannedMs ??= elapsed()
  }
  const isInSync = scannedMs !== undefined && status.settled
  if (scannedMs !== undefined) console.log(`first scan: ${seconds(scannedMs)}`)
  if (isInSync) console.log(`first scan and upload: ${seconds(elapsed())}, ${rate(elapsed())}`)
  else console.log(`not done after ${seconds(elapsed())}: ${JSON.stringify(status.counts)}`)
  const daemonMs = await device.child.processorMs()
  const serverMs = await stack.server.child.processorMs()
  console.log(`processor time: daemon ${seconds(daemonMs)}, server ${seconds(serverMs)}`)
  return isInSync
}

async function tellMemory(stack: Stack): Promise<void> {
  for (const [who, bytes] of await stack.peakMemory()) {
    console.log(`peak memory of ${who}: ${Math.round(bytes / MIB)} MiB`)
  }
}

/** What `tidemark sync` does when nothing has changed: everything is scanned, the server asked. */
async function measureRescans(stack: Stack): Promise<void> {
  const elapsed: number[] = []
  for (let round = 0; round < 5; round++) {
    const started = performance.now()
    await stack.device('laptop').syncNow()
    elapsed.push(performance.now() - started)
  }
  console.log(`rescan of everything: ${formatSpread(elapsed)}`)
}

async function measureIdle(stack: Stack): Promise<void> {
  const { child } = stack.device('laptop')
  await delay(IDLE_MS / 4)
  const before = await child.processorMs()
  await delay(IDLE_MS)
  const share = ((await child.processorMs()) - before) / IDLE_MS
  console.log(`processor while idle: ${(100 * share).toFixed(2)} %`)
  for (const [who, process_] of [
    ['daemon', child],
    ['server', stack.server.child],
  ] as const) {
    const { residentBytes, ownBytes } = await process_.memory()
    console.log(
      `memory of the idle ${who}: ${Math.round(residentBytes / MIB)} MiB, ` +
        `${Math.round(ownBytes / MIB)} MiB of it its own`,
    )
  }
}

async function measureRestart(stack: Stack): Promise<void> {
  const started = performance.now()
  await stack.device('laptop').restart()
  await stack.eventuallySettled('laptop', { timeoutMs: 300_000 })
  console.log(`restart to in sync: ${seconds(performance.now() - started)}`)
}

async function measureSaves(stack: Stack): Promise<void> {
  const device = stack.device('laptop')
  const elapsed: number[] = []
  for (let round = 0; round < 10; round++) {
    await stack.eventuallySettled('laptop')
    const { items } = (await device.status()).counts
    const started = performance.now()
    await writeFile(at(device.folder, `area-0/project-0/part-0/saved-${round}.txt`), `${round}`)
    while ((await device.status()).counts.items === items) await delay(5)
    elapsed.push(performance.now() - started)
  }
  console.log(`save to seen: ${formatSpread(elapsed)}`)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function rate(ms: number): string {
  return `${Math.round(FILES / (ms / 1000))} files/s`
}
