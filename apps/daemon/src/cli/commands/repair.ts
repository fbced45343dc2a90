import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { localPath } from '../local-path.js'

export function addRepairCommand(program: Command, cli: Cli): void {
  program
    .command('repair <path>')
    .description('bring back the good version of a file that changed by itself')
    .action(async (path: string) => {
      const params = { path: localPath(path) }
      const repaired = await cli.withDaemon((daemon) => daemon.call('repair', params))
      const text = repaired.isDamaged
        ? "The server's version comes back; what is on this disk stays beside it as a copy."
        : `${repaired.path} is not known to be damaged; nothing was changed.`
      cli.terminal.print(text)
    })
}
