import { AppError } from '@tidemark/protocol'
import type { Command } from 'commander'
import { connectToDaemon } from '../../control/connect.js'
import type { Cli } from '../cli.js'

export function addStopCommand(program: Command, cli: Cli): void {
  program
    .command('stop')
    .description('stop the sync daemon')
    .action(async () => {
      cli.terminal.print((await stopDaemon(cli)) ? 'Stopped.' : 'The daemon does not run.')
    })
}

/** Returns when the daemon has let go of its files; false when none ran. */
async function stopDaemon(cli: Cli): Promise<boolean> {
  try {
    const daemon = await connectToDaemon(cli.paths.endpoint)
    const closed = new Promise<void>((resolve) => daemon.onClosed(resolve))
    await daemon.call('shutdown', {})
    await closed
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'daemon_unreachable') return false
    throw error
  }
}
