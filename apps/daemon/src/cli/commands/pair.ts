import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlClient } from '@tidemark/control'
import { AppError, formatPairingCode, type Pairing, type PairingId } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatOffer, formatPaired } from '../pairing-text.js'

/** How often the server is asked whether a device has come. */
const ASK_EVERY_MS = 2000

interface PairOptions {
  readonly wait: boolean
  readonly json?: boolean
}

export function addPairCommand(program: Command, cli: Cli): void {
  program
    .command('pair')
    .description('show a code with which a new device can join your account')
    .option('--no-wait', 'do not wait until the device has come')
    .option('--json', 'print JSON')
    .action(async ({ wait, json }: PairOptions) => {
      const { terminal } = cli
      await cli.withDaemon(async (daemon) => {
        const offer = await daemon.call('makePairingCode', {})
        cli.show({ ...offer, code: formatPairingCode(offer.code) }, json, () =>
          formatOffer(offer, Date.now(), terminal.style),
        )
        if (!wait || json === true) return
        const { device } = await untilEnded(daemon, offer.pairingId)
        if (device === null) throw new AppError('pairing_code_wrong')
        terminal.print(formatPaired(device.name, terminal.style))
      })
    })
}

async function untilEnded(daemon: ControlClient, pairingId: PairingId): Promise<Pairing> {
  for (;;) {
    const pairing = await daemon.call('pairing', { pairingId })
    if (pairing.state !== 'open') return pairing
    await sleep(ASK_EVERY_MS)
  }
}
