import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { stopDaemon } from '../daemon-stop.js'

export function addStopCommand(program: Command, cli: Cli): void {
  program
    .command('stop')
    .description('stop the sync daemon')
    .action(async () => {
      const hasRun = await stopDaemon(cli.paths.endpoint)
      cli.terminal.print(hasRun ? 'Stopped.' : 'The daemon does not run.')
    })
}
