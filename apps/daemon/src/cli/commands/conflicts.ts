import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatConflicts, formatResolvedConflicts } from '../conflict-text.js'
import { folderParam } from '../folder-param.js'

interface ConflictsOptions {
  readonly resolved?: boolean
  readonly json?: boolean
}

export function addConflictsCommand(program: Command, cli: Cli): void {
  program
    .command('conflicts [folder]')
    .description('files that two devices changed at the same time')
    .option('--resolved', 'those settled lately, which can be undone')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { resolved, json }: ConflictsOptions) => {
      if (resolved === true) {
        const settled = await cli.withDaemon((daemon) =>
          daemon.call('resolvedConflicts', folderParam(folder)),
        )
        const inWords = () => formatResolvedConflicts(settled.conflicts, cli.terminal.style)
        cli.show(settled, json, inWords)
        return
      }
      const found = await cli.withDaemon((daemon) => daemon.call('conflicts', folderParam(folder)))
      cli.show(found, json, () => formatConflicts(found.conflicts, cli.terminal.style))
    })
}
