import { AppError, type HoldId, isId, parseId, type SpaceId } from '@tidemark/protocol'
import {
  decideHold,
  listAccounts,
  listHolds,
  listSpaces,
  type MetadataStore,
  noCrash,
  operatorCaller,
} from '@tidemark/server-core'
import type { Command } from 'commander'
import { InProcessWakeups } from '../platform/in-process-wakeups.js'
import { nodeHashing } from '../platform/node-hashing.js'
import { systemClock, systemRng } from '../platform/system-clock.js'
import { say } from './console.js'
import { configFrom, type DataFlags, withDataOptions } from './data-options.js'
import { openMetadata } from './open-metadata.js'

/** `held list`, `held approve`, `held revert`: deletions that wait for a person (P9). */
export function addHeldCommands(program: Command): void {
  const held = program.command('held').description('deletions that were held back')
  withDataOptions(held.command('list').description('list them')).action(listHeld)
  for (const decision of ['approve', 'revert'] as const) {
    const what = decision === 'approve' ? 'delete the files after all' : 'keep the files'
    const command = held.command(`${decision} <holdId>`).description(what)
    withDataOptions(command).action((holdId: string, data: DataFlags) =>
      decide(holdId, decision, data),
    )
  }
}

async function listHeld(data: DataFlags): Promise<void> {
  const { config } = await configFrom(data)
  await using store = await openMetadata(config)
  for (const { caller, spaceId, name, login } of await ownedSpaces(store)) {
    const { holds } = await listHolds(store, caller, spaceId)
    for (const { holdId, deviceName, fileCount, spaceFileCount, examplePaths } of holds) {
      say(`${holdId}  ${login} / ${name}: ${deviceName} deletes ${fileCount} of ${spaceFileCount}`)
      for (const path of examplePaths) say(`    ${path}`)
    }
  }
}

async function decide(
  text: string,
  decision: 'approve' | 'revert',
  data: DataFlags,
): Promise<void> {
  const { config } = await configFrom(data)
  if (!isId(text)) throw new AppError('hold_missing')
  const holdId = parseId<HoldId>(text)
  await using store = await openMetadata(config)
  // A running server looks every few seconds whether the database changed, and wakes its polls.
  const wakeups = new InProcessWakeups(noCrash)
  const ports = { store, clock: systemClock, rng: systemRng, hashing: nodeHashing, wakeups }
  for (const { caller, spaceId } of await ownedSpaces(store)) {
    const hold = await store.read((tx) => tx.findHold(spaceId, holdId))
    if (hold === undefined) continue
    const { fileCount } = await decideHold(ports, caller, spaceId, holdId, decision)
    say(`${fileCount} files ${decision === 'approve' ? 'deleted; they are in the trash' : 'kept'}.`)
    return
  }
  throw new AppError('hold_missing')
}

interface OwnedSpace {
  readonly caller: ReturnType<typeof operatorCaller>
  readonly login: string
  readonly spaceId: SpaceId
  readonly name: string
}

async function ownedSpaces(store: MetadataStore): Promise<OwnedSpace[]> {
  const owned: OwnedSpace[] = []
  for (const { accountId, login } of await listAccounts(store)) {
    const caller = operatorCaller(accountId)
    const { spaces } = await listSpaces(store, caller)
    for (const { spaceId, name, role } of spaces) {
      if (role === 'owner') owned.push({ caller, login, spaceId, name })
    }
  }
  return owned
}
