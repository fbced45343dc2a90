import type { Command } from 'commander'
import type { Cli } from '../cli.js'

export function addDaemonCommand(program: Command, cli: Cli): void {
  program
    .command('daemon')
    .description('run the sync daemon in the foreground')
    .option('--unattended', 'nobody is at the screen: keep the sign-in in a file of this user')
    .action(async ({ unattended: isUnattended = false }: { unattended?: boolean }) => {
      // Only here: every other command starts faster without what a daemon needs.
      const { runDaemon } = await import('../../process/daemon.js')
      const stopping = new AbortController()
      const stop = () => stopping.abort()
      process.once('SIGINT', stop)
      process.once('SIGTERM', stop)
      const { paths, workerEntry } = cli
      await runDaemon({
        paths,
        workerEntry,
        isUnattended,
        signal: stopping.signal,
        onReady: () => cli.terminal.print(`Tidemark daemon runs, profile ${paths.directory}`),
      })
    })
}
