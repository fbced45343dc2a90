import { AppError, type ConflictId, type Resolution } from '@tidemark/protocol'
import { type Command, Option } from 'commander'
import type { Cli } from '../cli.js'
import { formatResolvedMany } from '../conflict-text.js'
import { EXIT } from '../exit-codes.js'
import { idArgument } from '../id-argument.js'

const CHOICES: readonly Resolution[] = ['original', 'copy', 'both']

interface ResolveOptions {
  readonly keep?: Resolution
  readonly undo?: boolean
}

export function addResolveCommand(program: Command, cli: Cli): void {
  program
    .command('resolve')
    .argument('<conflict...>', 'ids of conflicts, from tidemark conflicts', collectId, [])
    .description('settle conflicts; what is not kept goes to the trash')
    .addOption(new Option('--keep <which>', 'which version stays').choices(CHOICES))
    .option('--undo', 'open settled conflicts again, with both files as they were')
    .action(async (conflictIds: readonly ConflictId[], { keep, undo }: ResolveOptions) => {
      if ((keep === undefined) === (undo !== true)) {
        throw new AppError('invalid_request', { problem: 'give either --keep or --undo' })
      }
      if (keep === undefined) await takeBack(cli, conflictIds)
      else await settle(cli, conflictIds, keep)
    })
}

async function settle(cli: Cli, ids: readonly ConflictId[], choice: Resolution): Promise<void> {
  const conflicts = ids.map((conflictId) => ({ conflictId }))
  const outcome = await cli.withDaemon((daemon) =>
    daemon.call('resolveMany', { conflicts, choice }),
  )
  cli.terminal.print(formatResolvedMany(outcome, choice, cli.terminal.style))
  if (outcome.failed.length > 0) cli.exitCode = EXIT.failure
}

async function takeBack(cli: Cli, ids: readonly ConflictId[]): Promise<void> {
  await cli.withDaemon(async (daemon) => {
    for (const conflictId of ids) await daemon.call('undoResolve', { conflictId })
  })
  cli.terminal.print('The conflict is open again; both files are as they were.')
}

function collectId(text: string, before: readonly ConflictId[]): ConflictId[] {
  return [...before, idArgument<ConflictId>(text)]
}
