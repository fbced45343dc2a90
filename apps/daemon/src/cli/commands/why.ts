import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatExplanation } from '../listing-text.js'
import { localPath } from '../local-path.js'

export function addWhyCommand(program: Command, cli: Cli): void {
  program
    .command('why <path>')
    .description('why an item is, or is not, synced')
    .option('--json', 'print JSON')
    .action(async (path: string, { json }: { readonly json?: boolean }) => {
      const params = { path: localPath(path) }
      const explanation = await cli.withDaemon((daemon) => daemon.call('why', params))
      cli.show(explanation, json, () => formatExplanation(explanation, cli.terminal.style))
    })
}
