import { fromControlError } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'

export function addSyncCommand(program: Command, cli: Cli): void {
  program
    .command('sync [folder]')
    .description('look for changes on both sides now and wait until all is synced')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const result = await cli.withDaemon((daemon) => daemon.call('sync', folderParam(folder)))
      if (result.error !== null) throw fromControlError(result.error)
      cli.show(result, json, () => 'Everything is synced.')
    })
}
