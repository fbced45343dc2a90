import type { ControlClient, MethodParams, SelectionEffect } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { localPath } from '../local-path.js'
import { formatSelection } from '../tree-text.js'

type Choice = MethodParams<'select'>

interface SelectOptions {
  readonly preview?: boolean
  readonly json?: boolean
}

export function addSelectCommand(program: Command, cli: Cli): void {
  addChoice(program, cli, 'select', 'have items on this computer that were online only')
}

export function addDeselectCommand(program: Command, cli: Cli): void {
  addChoice(program, cli, 'deselect', 'keep items on the server alone, off this computer')
}

function addChoice(
  program: Command,
  cli: Cli,
  name: 'select' | 'deselect',
  description: string,
): void {
  program
    .command(`${name} <paths...>`)
    .description(description)
    .option('--preview', 'only tell what would leave or come')
    .option('--json', 'print JSON')
    .action(async (paths: string[], { preview = false, json }: SelectOptions) => {
      const effect = await cli.withDaemon(async (daemon) => {
        const isSelected = name === 'select'
        const choices = await choicesOf(daemon, paths.map(localPath), isSelected)
        const effects: SelectionEffect[] = []
        for (const choice of choices)
          effects.push(await daemon.call('select', { ...choice, isPreview: preview }))
        return effects.reduce(sumOf)
      })
      cli.show(effect, json, () => formatSelection(effect, preview))
    })
}

/** One choice per synced folder, so that its items go together. */
async function choicesOf(
  daemon: ControlClient,
  paths: readonly string[],
  isSelected: boolean,
): Promise<Choice[]> {
  const choices = new Map<string, Choice>()
  for (const path of paths) {
    const { folderId, node } = await daemon.call('listTree', { folder: path, limit: 1 })
    const choice = choices.get(folderId) ?? { folder: folderId, nodeIds: [], isSelected }
    choice.nodeIds.push(node.nodeId)
    choices.set(folderId, choice)
  }
  return [...choices.values()]
}

function sumOf(a: SelectionEffect, b: SelectionEffect): SelectionEffect {
  const sum = (part: keyof SelectionEffect) => ({
    items: a[part].items + b[part].items,
    bytes: a[part].bytes + b[part].bytes,
  })
  return { leaving: sum('leaving'), toUpload: sum('toUpload'), coming: sum('coming') }
}
