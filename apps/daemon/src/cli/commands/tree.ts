import type { ControlClient, TreePage } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { localPath } from '../local-path.js'
import { formatTree } from '../tree-text.js'

export function addTreeCommand(program: Command, cli: Cli): void {
  program
    .command('tree [path]')
    .description('what of a folder is here and what is online only, with sizes')
    .option('--json', 'print JSON')
    .action(async (path: string | undefined, { json }: { readonly json?: boolean }) => {
      const tree = await cli.withDaemon((daemon) => wholeFolder(daemon, localPath(path ?? '.')))
      cli.show(tree, json, () => formatTree(tree, cli.terminal.style))
    })
}

async function wholeFolder(daemon: ControlClient, folder: string): Promise<TreePage> {
  const first = await daemon.call('listTree', { folder })
  const parentId = first.node.nodeId
  const { folderId, cursor: second, ...page } = first
  const items = [...page.items]
  for (let cursor = second; cursor !== undefined; ) {
    const next = await daemon.call('listTree', { folder: folderId, parentId, cursor })
    items.push(...next.items)
    cursor = next.cursor
  }
  return { folderId, ...page, items }
}
