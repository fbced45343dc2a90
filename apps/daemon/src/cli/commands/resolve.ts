import type { ConflictId, Resolution } from '@tidemark/protocol'
import { type Command, Option } from 'commander'
import type { Cli } from '../cli.js'
import { idArgument } from '../id-argument.js'

const DONE: Readonly<Record<Resolution, string>> = {
  original: 'Kept the original; the copy is in the trash.',
  copy: 'Kept the copy as the newest version of the original.',
  both: 'Kept both files.',
}

export function addResolveCommand(program: Command, cli: Cli): void {
  program
    .command('resolve')
    .argument('<conflict>', 'id of the conflict, from tidemark conflicts', idArgument<ConflictId>)
    .description('settle a conflict; what is not kept goes to the trash')
    .addOption(
      new Option('--keep <which>', 'which version stays')
        .choices(Object.keys(DONE))
        .makeOptionMandatory(),
    )
    .action(async (conflictId: ConflictId, { keep }: { readonly keep: Resolution }) => {
      await cli.withDaemon((daemon) => daemon.call('resolve', { conflictId, choice: keep }))
      cli.terminal.print(DONE[keep])
    })
}
