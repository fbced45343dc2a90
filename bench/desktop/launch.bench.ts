import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { daemonPid, endDaemon } from '@tidemark/e2e/daemon-pid'
import { DesktopWorld, type Page } from '@tidemark/e2e/desktop-world'
import { makeSmallFiles } from '@tidemark/e2e/small-files'
import { Stack } from '@tidemark/e2e/stack'
import { test } from 'vitest'
import { formatSpread } from '../spread.js'
import { treeMemoryBytes } from './process-memory.js'

const FILES = 10_000
const ROUNDS = 5
/** Rest before memory is read: caches of the start are given back by then. */
const REST_MS = 30_000
const MIB = 1024 ** 2
const WAIT = { timeout: 300_000 }

test('from launch to a window that tells, and memory, with 10,000 files synced', async () => {
  await using stack = await Stack.start({ devices: ['laptop'] })
  const laptop = stack.device('laptop')
  await makeSmallFiles(laptop.folder, 'many', FILES)
  while (!(await laptop.status()).settled) await laptop.syncNow()
  const profile = stack.temp.join('laptop', 'profile')
  await using world = await DesktopWorld.make()
  console.log(`${cpus().length} processors, ${cpus()[0]?.model ?? ''}`)

  // Chromium makes its profile in the first start, which is told apart.
  console.log(`first start ever: ${formatLaunch(await launch(world, profile))}`)
  const attached = await rounds(() => launch(world, profile))
  report('with a daemon that runs', attached)

  await reportMemory(world, profile)

  await laptop.stop()
  const cold = await rounds(async () => {
    const launched = await launch(world, profile)
    await endDaemon(profile)
    return launched
  })
  report('with no daemon: the app starts it', cold)
})

interface Launch {
  /** The folder and what the daemon says of it are on the screen. */
  readonly picturedMs: number
  /** The headline says that everything is synced. */
  readonly syncedMs: number
}

async function launch(world: DesktopWorld, profile: string): Promise<Launch> {
  const startedMs = performance.now()
  await using app = await world.startAppOn(profile)
  const page = await app.page()
  await page.getByRole('list', { name: 'Synced folders' }).waitFor(WAIT)
  const picturedMs = performance.now() - startedMs
  await everythingIsSynced(page)
  return { picturedMs, syncedMs: performance.now() - startedMs }
}

async function everythingIsSynced(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Everything is synced' }).waitFor(WAIT)
}

async function rounds(deed: () => Promise<Launch>): Promise<Launch[]> {
  const launches: Launch[] = []
  while (launches.length < ROUNDS) launches.push(await deed())
  return launches
}

function report(what: string, launches: readonly Launch[]): void {
  console.log(`${what}, folder on the screen: ${formatSpread(launches.map((l) => l.picturedMs))}`)
  console.log(`${what}, "everything is synced": ${formatSpread(launches.map((l) => l.syncedMs))}`)
}

function formatLaunch({ picturedMs, syncedMs }: Launch): string {
  return `folder ${picturedMs.toFixed(0)} ms, synced ${syncedMs.toFixed(0)} ms`
}

/** The daemon was started by nobody's child here, so each has its own tree. */
async function reportMemory(world: DesktopWorld, profile: string): Promise<void> {
  await using app = await world.startAppOn(profile)
  const page = await app.page()
  await everythingIsSynced(page)
  const appPid = app.app.process().pid ?? 0
  const daemon = await daemonPid(profile)
  await delay(REST_MS)
  await tellMemory('window open', appPid, daemon)
  await page.close()
  await delay(REST_MS)
  await tellMemory('window closed', appPid, daemon)
}

async function tellMemory(what: string, appPid: number, daemon: number): Promise<void> {
  const [ofApp, ofDaemon] = await Promise.all([treeMemoryBytes(appPid), treeMemoryBytes(daemon)])
  const inMib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`
  console.log(`memory (PSS), ${what}: app ${inMib(ofApp)}, daemon ${inMib(ofDaemon)}`)
}
