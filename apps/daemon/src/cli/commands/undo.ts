import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { folderParam } from '../folder-param.js'
import { parseMoment } from '../moment-argument.js'
import { formatUndone, formatUndoPreview } from '../undo-text.js'

interface UndoOptions {
  readonly device: string
  readonly since: number
  readonly yes?: boolean
  readonly json?: boolean
}

export function addUndoCommand(program: Command, cli: Cli): void {
  program
    .command('undo [folder]')
    .description('take back what one device did, in all folders or in one')
    .requiredOption('--device <name>', 'name or id of the device')
    .requiredOption(
      '--since <time>',
      'from when on: 30m, 2h or 3d ago, or a time as "2026-11-22 14:05"',
      (text) => parseMoment(text, Date.now()),
    )
    .option('--yes', 'do it (else it is only shown)')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: UndoOptions) => {
      const { device, since: sinceMs, yes, json } = options
      const { style } = cli.terminal
      await cli.withDaemon(async (daemon) => {
        const params = { ...folderParam(folder), device, sinceMs }
        const preview = await daemon.call('previewUndo', params)
        if (yes !== true) {
          cli.show(preview, json, () => formatUndoPreview(preview, style))
          return
        }
        const { undoId, deviceId } = preview
        const folders = preview.folders.map(({ folderId, throughSeq }) => ({
          folderId,
          throughSeq,
        }))
        const undone = await daemon.call('undoDevice', { undoId, deviceId, sinceMs, folders })
        cli.show(undone, json, () => formatUndone(undone.folders, style))
      })
    })
}
