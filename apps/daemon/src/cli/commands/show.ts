import { createReadStream } from 'node:fs'
import { AppError, type RevisionId } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { idArgument } from '../id-argument.js'
import { localPath } from '../local-path.js'

interface ShowOptions {
  readonly version?: RevisionId
}

export function addShowCommand(program: Command, cli: Cli): void {
  program
    .command('show <path>')
    .description('write a version of a file to the output')
    .option(
      '--version <id>',
      'id of a version, from tidemark history (default: the current one)',
      idArgument<RevisionId>,
    )
    .action(async (argument: string, { version }: ShowOptions) => {
      const path = localPath(argument)
      const fetched = await cli.withDaemon(async (daemon) => {
        const { folderId, nodeId, versions } = await daemon.call('history', { path })
        const revisionId = version ?? versions.find((row) => row.current)?.revisionId
        if (revisionId === undefined) throw new AppError('revision_missing', { path })
        return await daemon.call('fetchVersion', { folder: folderId, nodeId, revisionId })
      })
      await cli.terminal.copy(createReadStream(fetched.path))
    })
}
