import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatHistory } from '../listing-text.js'
import { localPath } from '../local-path.js'

export function addHistoryCommand(program: Command, cli: Cli): void {
  program
    .command('history <path>')
    .description('versions of a file that are kept')
    .option('--json', 'print JSON')
    .action(async (path: string, { json }: { readonly json?: boolean }) => {
      const params = { path: localPath(path) }
      const history = await cli.withDaemon((daemon) => daemon.call('history', params))
      cli.show(history, json, () => formatHistory(history, cli.terminal.style))
    })
}
