import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { localPath } from '../local-path.js'
import { printable } from '../printable.js'

export function addUnlinkCommand(program: Command, cli: Cli): void {
  program
    .command('unlink <folder>')
    .description('stop syncing a folder; files stay here and on the server')
    .action(async (folder: string) => {
      const call = { folder: localPath(folder) }
      const { path } = await cli.withDaemon((daemon) => daemon.call('unlinkFolder', call))
      cli.terminal.print(`Unlinked ${printable(path)}. Its files stay here and on the server.`)
    })
}
