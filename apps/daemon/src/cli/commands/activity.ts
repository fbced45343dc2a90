import { MAX_ACTIVITY_PAGE } from '@tidemark/control'
import type { Command } from 'commander'
import { formatActivity } from '../activity-text.js'
import type { Cli } from '../cli.js'
import { countArgument } from '../count-argument.js'
import { folderParam } from '../folder-param.js'

interface ActivityOptions {
  readonly search?: string
  readonly limit: number
  readonly before?: number
  readonly json?: boolean
}

const DEFAULT_LIMIT = 50

export function addActivityCommand(program: Command, cli: Cli): void {
  program
    .command('activity [folder]')
    .description('what happened to files and folders, the newest first')
    .option('--search <text>', 'only items whose path holds this text')
    .option('--limit <count>', 'how many', countArgument(MAX_ACTIVITY_PAGE), DEFAULT_LIMIT)
    .option(
      '--before <number>',
      'only older ones than this',
      countArgument(Number.MAX_SAFE_INTEGER),
    )
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: ActivityOptions) => {
      const { search, limit, before, json } = options
      const params = {
        ...folderParam(folder),
        ...(search === undefined ? {} : { search }),
        ...(before === undefined ? {} : { before }),
        limit,
      }
      const page = await cli.withDaemon((daemon) => daemon.call('listActivity', params))
      cli.show(page, json, () => formatActivity(page, cli.terminal.style))
    })
}
