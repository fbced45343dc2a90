import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { localPath } from '../local-path.js'
import { printable } from '../printable.js'
import { formatBytes } from '../wording.js'

export function addDiagnosticsCommand(program: Command, cli: Cli): void {
  program
    .command('diagnostics')
    .argument('[file]', 'where to write it', defaultName(new Date()))
    .description('write an archive that helps to find a fault; it names no file, server or person')
    .option('--json', 'print JSON')
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const params = { path: localPath(file) }
      const written = await cli.withDaemon((daemon) => daemon.call('writeDiagnostics', params))
      cli.show(written, json, () => {
        const { path, sizeBytes } = written
        return `Wrote ${printable(path)} (${formatBytes(sizeBytes)}). Look at it before you send it.`
      })
    })
}

function defaultName(at: Date): string {
  return `tidemark-diagnostics-${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}.zip`
}
