import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { formatConflicts } from '../listing-text.js'

export function addConflictsCommand(program: Command, cli: Cli): void {
  program
    .command('conflicts [folder]')
    .description('files that two devices changed at the same time')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const found = await cli.withDaemon((daemon) => daemon.call('conflicts', folderParam(folder)))
      cli.show(found, json, () => formatConflicts(found.conflicts, cli.terminal.style))
    })
}
