import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { EXIT } from '../exit-codes.js'
import { formatChecks } from '../listing-text.js'

export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check everything that often goes wrong')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const report = await cli.withDaemon((daemon) => daemon.call('doctor', {}))
      cli.show(report, json, () => formatChecks(report.checks, cli.terminal.style))
      const hasProblem = report.checks.some((check) => check.outcome === 'problem')
      if (hasProblem) cli.exitCode = EXIT.needsAttention
    })
}
