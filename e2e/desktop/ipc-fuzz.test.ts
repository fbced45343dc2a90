import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DesktopProcess } from './harness/desktop-process.js'
import { DesktopWorld } from './harness/desktop-world.js'
import { hostileMessages } from './harness/hostile-messages.js'

/** CI has 25 minutes for everything. */
const MESSAGES_PER_CHANNEL = process.env.CI ? 3_000 : 10_000
/** A machine that does much else takes two minutes. */
const FUZZ_TIMEOUT_MS = 600_000
const SEED = Number(process.env.TIDEMARK_FUZZ_SEED ?? 1)

let world: DesktopWorld
let desktop: DesktopProcess

beforeAll(async () => {
  world = await DesktopWorld.make()
  await world.scriptDaemon()
  desktop = await world.startApp()
  await desktop.page()
  // The one message that many calls take is the empty one: these would wait for a person.
  await desktop.app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] })
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' })
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

test(
  `SEC-123 ${MESSAGES_PER_CHANNEL} hostile messages per channel change nothing (seed ${SEED})`,
  async () => {
    const page = await desktop.page()
    const outcome = await page.evaluate(hostileMessages, {
      seed: SEED,
      perChannel: MESSAGES_PER_CHANNEL,
    })
    expect(outcome.strange).toEqual([])
    expect(outcome.channels).toBeGreaterThan(25)
    expect(outcome.sent).toBe(outcome.channels * MESSAGES_PER_CHANNEL)
    const isPolluted = await desktop.app.evaluate(() => 'polluted' in Object.prototype)
    expect(isPolluted).toBe(false)
    expect(await page.evaluate(() => window.tidemark.app.getState({}))).toMatchObject({ ok: true })
  },
  FUZZ_TIMEOUT_MS,
)
