import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'

export function addPauseCommand(program: Command, cli: Cli): void {
  program
    .command('pause [folder]')
    .description('pause syncing of one folder, or of all')
    .action(async (folder: string | undefined) => {
      await cli.withDaemon((daemon) => daemon.call('pause', folderParam(folder)))
      cli.terminal.print('Paused. Go on with: tidemark resume')
    })
}
