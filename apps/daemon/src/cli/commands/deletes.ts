import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { formatHolds } from '../listing-text.js'
import { countOf } from '../wording.js'

export function addDeletesCommand(program: Command, cli: Cli): void {
  const deletes = program
    .command('deletes')
    .description('deletions of many files, held back until you decide')
  deletes
    .command('list [folder]', { isDefault: true })
    .description('show what is held back')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, { json }: { readonly json?: boolean }) => {
      const held = await cli.withDaemon((daemon) => daemon.call('heldDeletes', folderParam(folder)))
      cli.show(held, json, () => formatHolds(held, cli.terminal.style))
    })
  deletes
    .command('approve [folder]')
    .description('let the deletions happen; files stay in the trash')
    .action(async (folder: string | undefined) => {
      const call = folderParam(folder)
      const { fileCount } = await cli.withDaemon((daemon) => daemon.call('approveDeletes', call))
      cli.terminal.print(`${countOf(fileCount, 'deletion')} approved.`)
    })
  deletes
    .command('reject [folder]')
    .description('keep the files: they come back where they were deleted')
    .action(async (folder: string | undefined) => {
      const call = folderParam(folder)
      const { fileCount } = await cli.withDaemon((daemon) => daemon.call('rejectDeletes', call))
      cli.terminal.print(`${countOf(fileCount, 'item')} kept.`)
    })
}
