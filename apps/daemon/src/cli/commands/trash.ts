import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { formatTrash } from '../listing-text.js'

export function addTrashCommand(program: Command, cli: Cli): void {
  program
    .command('trash [folder]')
    .description('deleted items that can be brought back')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const trash = await cli.withDaemon((daemon) => daemon.call('trash', folderParam(folder)))
      cli.show(trash, json, () => formatTrash(trash, cli.terminal.style))
    })
}
