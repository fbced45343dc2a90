import type { SpaceId } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { EXIT } from '../exit-codes.js'
import { idArgument } from '../id-argument.js'
import { formatLinkPreview } from '../link-preview-text.js'
import { localPath } from '../local-path.js'
import { printable } from '../printable.js'

interface LinkOptions {
  readonly space?: string
  readonly spaceId?: SpaceId
  readonly preview?: boolean
  readonly json?: boolean
}

export function addLinkCommand(program: Command, cli: Cli): void {
  program
    .command('link <folder>')
    .description('sync a folder (made when it is not there)')
    .option('--space <name>', 'space to sync it with (default: the name of the folder)')
    .option('--space-id <id>', 'space to sync it with, by its id', idArgument<SpaceId>)
    .option('--preview', 'only tell what would happen')
    .option('--json', 'print JSON')
    .action(async (folder: string, { space, spaceId, preview, json }: LinkOptions) => {
      const path = localPath(folder)
      const params = {
        path,
        ...(space === undefined ? {} : { spaceName: space }),
        ...(spaceId === undefined ? {} : { spaceId }),
      }
      if (preview) {
        const found = await cli.withDaemon((daemon) => daemon.call('previewLink', params))
        cli.show(found, json, () => formatLinkPreview(found, cli.terminal.style))
        if (found.problem !== null) cli.exitCode = EXIT.needsAttention
        return
      }
      const status = await cli.withDaemon((daemon) => daemon.call('linkFolder', params))
      cli.show(status, json, () => {
        const { good } = cli.terminal.style
        const names = `${printable(status.path)} with the space ${printable(status.spaceName)}`
        return `${good('Linked')} ${names}.\nSyncing begins now: tidemark status --watch`
      })
    })
}
