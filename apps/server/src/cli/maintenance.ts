import { checkBlocks, InFlightWrites, listAccounts, rebuildIndex } from '@tidemark/server-core'
import type { Command } from 'commander'
import { keepHouse } from '../housekeeping/keep-house.js'
import { keepingRules } from '../housekeeping/keeping-rules.js'
import { crashPointFromEnv } from '../platform/crash-points.js'
import { systemClock, systemRng } from '../platform/system-clock.js'
import { say } from './console.js'
import { configFrom, type DataFlags, withDataOptions } from './data-options.js'
import { consoleLogger, openData } from './open-data.js'

/** `check`, `gc`, `rebuild-index`: for a data folder that no server uses. */
export function addMaintenanceCommands(program: Command): void {
  const check = program.command('check').description('read everything back and report damage')
  withDataOptions(check).action(runCheck)
  const gc = program
    .command('gc')
    .description('thin old versions and remove blocks that no kept one uses')
  withDataOptions(gc).action(runCleanup)
  const rebuild = program
    .command('rebuild-index')
    .description('fill the block index from the stored segments')
  withDataOptions(rebuild).action(runRebuild)
}

async function runCheck(data: DataFlags): Promise<void> {
  const { config } = await configFrom(data)
  await using opened = await openData(config)
  const { storage, listBlocks } = opened
  let isSound = true
  for (const { accountId, login } of await listAccounts(storage.metadata)) {
    const report = await checkBlocks(storage, listBlocks, accountId)
    say(`${login}: ${report.checkedBlocks} blocks, ${report.checkedBytes} bytes read back`)
    for (const { blockId, problem } of report.badBlocks) say(`  ${problem} block ${blockId}`)
    for (const { path, revisionId, blockId } of report.badVersions) {
      say(`  cannot be read in full: ${path} (version ${revisionId}, block ${blockId})`)
    }
    isSound &&= report.badBlocks.length === 0 && report.badVersions.length === 0
  }
  say(isSound ? 'No damage found.' : 'Damage found. Devices that hold these files can heal them.')
  if (!isSound) process.exitCode = 1
}

async function runCleanup(data: DataFlags): Promise<void> {
  const { config } = await configFrom(data)
  await using opened = await openData(config)
  const parts = {
    ...opened,
    inFlight: new InFlightWrites(),
    clock: systemClock,
    rng: systemRng,
    rules: keepingRules(config),
    crashPoint: crashPointFromEnv(process.env),
    logger: consoleLogger('error'),
  }
  const report = await keepHouse(parts, new AbortController().signal)
  const { versions, changes, blocks, segments, segmentBytes, skipped } = report
  say(`Removed ${versions} old versions and ${changes} old journal entries.`)
  say(`Removed ${blocks} unused blocks and ${segments} segments (${segmentBytes} bytes).`)
  if (skipped === 0) return
  say(`${skipped} accounts were left alone because of damage: run tidemark-server check.`)
  process.exitCode = 1
}

async function runRebuild(data: DataFlags): Promise<void> {
  const { config } = await configFrom(data)
  await using opened = await openData(config)
  const report = await rebuildIndex(opened.storage)
  say(`${report.segments} segments: ${report.indexedRecords} records indexed,`)
  say(`${report.damagedRecords} damaged, ${report.gapBytes} bytes are no record.`)
}
