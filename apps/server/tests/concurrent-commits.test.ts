import { randomBytes } from 'node:crypto'
import type { Change, Cursor, Space, TreeResponse } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

const DEVICES = 4
const FILES_EACH = 5

interface ChangesPage {
  readonly changes: readonly (Change & { readonly seq: number })[]
  readonly cursor: Cursor
}

/** What one device has seen of the journal, page after page while others write. */
class JournalReading {
  readonly seqs: number[] = []
  readonly #device: TestDevice
  readonly #space: Space
  #cursor: Cursor

  constructor(device: TestDevice, space: Space, cursor: Cursor) {
    this.#device = device
    this.#space = space
    this.#cursor = cursor
  }

  async readOn(): Promise<void> {
    const query = `cursor=${encodeURIComponent(this.#cursor)}`
    const path = `/v1/spaces/${this.#space.spaceId}/changes?${query}`
    const page = await this.#device.get<ChangesPage>(path)
    this.seqs.push(...page.changes.map(({ seq }) => seq))
    this.#cursor = page.cursor
  }
}

describe('devices that commit at once', () => {
  it('leave a journal without gaps, and no reader ever sees one (E116, I9)', async () => {
    const { server } = await startTestServer()
    const session = await signUp(server)
    const owner = await TestDevice.add(server, session)
    const space = await owner.addSpace()
    const { cursor: start } = await owner.get<TreeResponse>(`/v1/spaces/${space.spaceId}/tree`)
    const devices = await Promise.all(
      Array.from({ length: DEVICES }, () => TestDevice.add(server, session)),
    )
    const readers = devices.map((device) => new JournalReading(device, space, start))
    await Promise.all(
      devices.map(async (device, at) => {
        for (let file = 0; file < FILES_EACH; file++) {
          await device.putFile(space, `f-${at}-${file}`, randomBytes(20))
          await readers[at]?.readOn()
        }
      }),
    )
    for (const reader of readers) await reader.readOn()
    const [first, ...others] = readers.map(({ seqs }) => seqs)
    const seqs = first ?? []
    expect(seqs.length).toBeGreaterThanOrEqual(DEVICES * FILES_EACH)
    const head = seqs[0] ?? 0
    expect(seqs).toEqual(seqs.map((_, at) => head + at))
    for (const other of others) expect(other).toEqual(seqs)
  })
})
