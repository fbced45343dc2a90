import { fromControlError } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { EXIT } from '../exit-codes.js'
import { folderParam } from '../folder-param.js'

export function addSyncCommand(program: Command, cli: Cli): void {
  program
    .command('sync [folder]')
    .description('look for changes on both sides now and wait until all is synced')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const result = await cli.withDaemon((daemon) => daemon.call('sync', folderParam(folder)))
      if (result.error !== null) throw fromControlError(result.error)
      if (!result.settled) cli.exitCode = EXIT.needsAttention
      cli.show(result, json, () =>
        result.settled
          ? 'Everything is synced.'
          : 'Not everything is synced, because it is paused or waits: see tidemark status.',
      )
    })
}
