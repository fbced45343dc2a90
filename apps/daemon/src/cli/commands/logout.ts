import type { Command } from 'commander'
import type { Cli } from '../cli.js'

export function addLogoutCommand(program: Command, cli: Cli): void {
  program
    .command('logout')
    .description('sign this computer out; files stay where they are')
    .action(async () => {
      await cli.withDaemon((daemon) => daemon.call('logout', {}))
      cli.terminal.print('Signed out. Your files stay where they are.')
    })
}
