import type { DeviceId } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatDevices } from '../devices-text.js'
import { idArgument } from '../id-argument.js'

export function addDevicesCommand(program: Command, cli: Cli): void {
  const devices = program
    .command('devices')
    .description('devices that are signed in to the account')
  devices
    .command('list', { isDefault: true })
    .description('show them')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const listed = await cli.withDaemon((daemon) => daemon.call('listDevices', {}))
      cli.show(listed, json, () => formatDevices(listed.devices, cli.terminal.style, Date.now()))
    })
  devices
    .command('revoke')
    .argument('<device>', 'id of the device, from tidemark devices', idArgument<DeviceId>)
    .description('sign another device out; its files stay where they are')
    .action(async (deviceId: DeviceId) => {
      await cli.withDaemon((daemon) => daemon.call('revokeDevice', { deviceId }))
      cli.terminal.print('Signed out. It stops syncing within seconds.')
    })
}
