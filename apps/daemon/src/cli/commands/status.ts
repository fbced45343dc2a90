import type { ControlClient, Status } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatFolderLine, formatStatus } from '../status-text.js'

interface StatusOptions {
  readonly json?: boolean
  readonly watch?: boolean
}

export function addStatusCommand(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('what is synced, what is not, and why')
    .option('--json', 'print JSON')
    .option('-w, --watch', 'go on showing it until Ctrl-C')
    .action(async ({ json, watch }: StatusOptions) => {
      await cli.withDaemon(async (daemon) => {
        if (watch) return await watchStatus(cli, daemon, json ?? false)
        const status = await daemon.call('status', {})
        cli.show(status, json, () => formatStatus(status, cli.terminal.style, Date.now()))
      })
    })
}

/** Shows each status as it comes: redrawn on a terminal, lines that differ in a pipe. */
async function watchStatus(cli: Cli, daemon: ControlClient, isJson: boolean): Promise<void> {
  const { terminal } = cli
  let shown = ''
  const showLines = (status: Status) => {
    const text = status.folders.map(formatFolderLine).join('\n')
    if (text !== shown) terminal.print(text)
    shown = text
  }
  daemon.on('status', (status) => {
    if (isJson) terminal.print(JSON.stringify(status))
    else if (terminal.isInteractive) {
      terminal.redraw(formatStatus(status, terminal.style, Date.now()))
    } else showLines(status)
  })
  await daemon.call('subscribe', {})
  await new Promise<void>((resolve) => {
    daemon.onClosed(resolve)
    process.once('SIGINT', () => resolve())
  })
}
