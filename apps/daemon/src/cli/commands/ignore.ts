import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { formatIgnoreRules } from '../listing-text.js'

export function addIgnoreCommand(program: Command, cli: Cli): void {
  program
    .command('ignore [folder]')
    .description('the rules by which items are left alone')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const params = folderParam(folder)
      const listing = await cli.withDaemon((daemon) => daemon.call('ignoreRules', params))
      cli.show(listing, json, () => formatIgnoreRules(listing.folders, cli.terminal.style))
    })
}
