import { type ConflictId, parseId, type Resolution } from '@tidemark/protocol'
import { type Command, Option } from 'commander'
import type { Cli } from '../cli.js'

const DONE: Readonly<Record<Resolution, string>> = {
  original: 'Kept the original; the copy is in the trash.',
  copy: 'Kept the copy as the newest version of the original.',
  both: 'Kept both files.',
}

export function addResolveCommand(program: Command, cli: Cli): void {
  program
    .command('resolve <conflict>')
    .description('settle a conflict; what is not kept goes to the trash')
    .addOption(
      new Option('--keep <which>', 'which version stays')
        .choices(Object.keys(DONE))
        .makeOptionMandatory(),
    )
    .action(async (conflict: string, { keep }: { readonly keep: Resolution }) => {
      const params = { conflictId: parseId<ConflictId>(conflict), choice: keep }
      await cli.withDaemon((daemon) => daemon.call('resolve', params))
      cli.terminal.print(DONE[keep])
    })
}
