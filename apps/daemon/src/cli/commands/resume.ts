import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'

export function addResumeCommand(program: Command, cli: Cli): void {
  program
    .command('resume [folder]')
    .description('go on syncing')
    .action(async (folder: string | undefined) => {
      await cli.withDaemon((daemon) => daemon.call('resume', folderParam(folder)))
      cli.terminal.print('Syncing goes on.')
    })
}
