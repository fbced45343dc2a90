import type { ControlClient, Restored } from '@tidemark/control'
import { AppError, type NodeId, type RevisionId } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { idArgument } from '../id-argument.js'
import { localPath } from '../local-path.js'
import { printable } from '../printable.js'

interface RestoreOptions {
  readonly version?: RevisionId
  readonly trash?: NodeId
  readonly json?: boolean
}

export function addRestoreCommand(program: Command, cli: Cli): void {
  program
    .command('restore [path]')
    .description('bring back an earlier version, or a deleted item')
    .option(
      '--version <id>',
      'version to bring back (default: the one before the current)',
      idArgument<RevisionId>,
    )
    .option('--trash <id>', 'deleted item to bring back', idArgument<NodeId>)
    .option('--json', 'print JSON')
    .action(async (path: string | undefined, options: RestoreOptions) => {
      const restored = await cli.withDaemon((daemon) => restore(daemon, path, options))
      cli.show(restored, options.json, () => `Restored ${printable(restored.path)}.`)
    })
}

async function restore(
  daemon: ControlClient,
  path: string | undefined,
  { version, trash }: RestoreOptions,
): Promise<Restored> {
  if (trash !== undefined && path === undefined) {
    return await daemon.call('restoreTrash', { nodeId: trash })
  }
  if (path === undefined || trash !== undefined) {
    throw new AppError('invalid_request', { problem: 'give a path, or --trash with an id' })
  }
  return await daemon.call('restore', {
    path: localPath(path),
    ...(version === undefined ? {} : { revisionId: version }),
  })
}
