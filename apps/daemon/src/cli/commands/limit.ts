import type { SettingsChange } from '@tidemark/control'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { rateArgument } from '../rate-argument.js'
import { formatLimits } from '../settings-text.js'

interface LimitOptions {
  readonly up?: number | 'off'
  readonly down?: number | 'off'
  readonly json?: boolean
}

export function addLimitCommand(program: Command, cli: Cli): void {
  program
    .command('limit')
    .description('how fast content may go up and down, all folders together')
    .option('--up <rate>', 'bytes per second such as 500k or 2M, or off', rateArgument)
    .option('--down <rate>', 'bytes per second, or off', rateArgument)
    .option('--json', 'print JSON')
    .action(async ({ up, down, json }: LimitOptions) => {
      const bandwidth: NonNullable<SettingsChange['bandwidth']> = {
        ...(up === undefined ? {} : { upBytesPerSecond: rateOf(up) }),
        ...(down === undefined ? {} : { downBytesPerSecond: rateOf(down) }),
      }
      const hasChange = Object.keys(bandwidth).length > 0
      const { settings } = await cli.withDaemon((daemon) =>
        hasChange ? daemon.call('changeSettings', { bandwidth }) : daemon.call('getSettings', {}),
      )
      cli.show(settings.bandwidth, json, () => formatLimits(settings.bandwidth))
    })
}

function rateOf(argument: number | 'off'): number | null {
  return argument === 'off' ? null : argument
}
