import { readFile } from 'node:fs/promises'
import type { ControlClient } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { formatIgnoreTest } from '../ignore-test-text.js'
import { formatIgnoreRules } from '../listing-text.js'
import { localPath } from '../local-path.js'

interface IgnoreOptions {
  readonly test?: string[]
  readonly rules?: string
  readonly write?: string
  readonly json?: boolean
}

export function addIgnoreCommand(program: Command, cli: Cli): void {
  program
    .command('ignore [folder]')
    .description('the rules by which items are left alone')
    .option('--write <file>', "make this file's text the folder's own rules")
    .option('--test <paths...>', 'what rules say of paths in the folder; a folder ends in /')
    .option('--rules <file>', "with --test: this file's rules instead of those of the folder")
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: IgnoreOptions) => {
      await cli.withDaemon(async (daemon) => {
        if (options.write !== undefined) await write(cli, daemon, folder, options.write)
        else if (options.test !== undefined) await test(cli, daemon, folder, options)
        else await list(cli, daemon, folder, options)
      })
    })
}

async function list(
  cli: Cli,
  daemon: ControlClient,
  folder: string | undefined,
  { json }: IgnoreOptions,
): Promise<void> {
  const listing = await daemon.call('ignoreRules', folderParam(folder))
  cli.show(listing, json, () => formatIgnoreRules(listing.folders, cli.terminal.style))
}

async function write(
  cli: Cli,
  daemon: ControlClient,
  folder: string | undefined,
  file: string,
): Promise<void> {
  const text = await readFile(file, 'utf8')
  await daemon.call('writeIgnoreRules', { folder: localPath(folder ?? '.'), text })
  cli.terminal.print('The rules hold from the next look at the folder, on all devices.')
}

async function test(
  cli: Cli,
  daemon: ControlClient,
  folder: string | undefined,
  { test: paths = [], rules: file, json }: IgnoreOptions,
): Promise<void> {
  const rules = file === undefined ? await rulesOf(daemon, folder) : await readFile(file, 'utf8')
  const tested = await daemon.call('testIgnore', { rules, paths })
  cli.show(tested, json, () => formatIgnoreTest(tested.results, cli.terminal.style))
}

async function rulesOf(daemon: ControlClient, folder: string | undefined): Promise<string> {
  const { folders } = await daemon.call('ignoreRules', folderParam(folder))
  const [only, ...others] = folders
  if (only !== undefined && others.length === 0) return only.text
  throw new AppError('invalid_request', { problem: 'name the folder whose rules are meant' })
}
