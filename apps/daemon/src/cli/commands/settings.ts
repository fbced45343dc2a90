import {
  type LocalTrashLimits,
  MAX_TRASH_DAYS,
  type PauseHours,
  type SettingsChange,
} from '@tidemark/control'
import { type Command, Option } from 'commander'
import { sizeArgument } from '../bytes-argument.js'
import type { Cli } from '../cli.js'
import { countArgument } from '../count-argument.js'
import { hoursArgument } from '../hours-argument.js'
import { formatSettings } from '../settings-text.js'

interface SettingsOptions {
  readonly pauseOnBattery?: 'on' | 'off'
  readonly pauseOnMetered?: 'on' | 'off'
  readonly pauseHours?: PauseHours[]
  readonly trashDays?: number | 'off'
  readonly trashSize?: number | 'off'
  readonly json?: boolean
}

export function addSettingsCommand(program: Command, cli: Cli): void {
  const hours = 'hours of pausing such as "mon-fri 09:00-17:00" (may be repeated), or off'
  program
    .command('settings')
    .description('settings of syncing; options change them')
    .addOption(onOrOff('--pause-on-battery <choice>', 'pause while on battery'))
    .addOption(onOrOff('--pause-on-metered <choice>', 'pause on a metered connection'))
    .option('--pause-hours <hours>', hours, hoursArgument)
    .option(
      '--trash-days <days>',
      'how long the trash of a folder keeps items, or off',
      daysArgument,
    )
    .option(
      '--trash-size <bytes>',
      'largest size of that trash such as 500M or 20G, or off',
      sizeArgument,
    )
    .option('--json', 'print JSON')
    .action(async (options: SettingsOptions) => {
      const { pauseOnBattery, pauseOnMetered, pauseHours } = options
      const pauseRules: NonNullable<SettingsChange['pauseRules']> = {
        ...(pauseOnBattery === undefined ? {} : { onBattery: pauseOnBattery === 'on' }),
        ...(pauseOnMetered === undefined ? {} : { onMetered: pauseOnMetered === 'on' }),
        ...(pauseHours === undefined ? {} : { hours: pauseHours }),
      }
      const localTrash: Partial<LocalTrashLimits> = {
        ...(options.trashDays === undefined ? {} : { keepDays: limitOf(options.trashDays) }),
        ...(options.trashSize === undefined ? {} : { maxBytes: limitOf(options.trashSize) }),
      }
      const hasChange = Object.keys({ ...pauseRules, ...localTrash }).length > 0
      const state = await cli.withDaemon((daemon) =>
        hasChange
          ? daemon.call('changeSettings', { pauseRules, localTrash })
          : daemon.call('getSettings', {}),
      )
      cli.show(state, options.json, () => formatSettings(state, cli.terminal.style))
    })
}

function onOrOff(flags: string, description: string): Option {
  return new Option(flags, description).choices(['on', 'off'])
}

function daysArgument(text: string): number | 'off' {
  return text === 'off' ? text : countArgument(MAX_TRASH_DAYS)(text)
}

function limitOf(argument: number | 'off'): number | null {
  return argument === 'off' ? null : argument
}
