import { homedir } from 'node:os'
import { join } from 'node:path'
import { defaultProfileDirectory } from '@tidemark/control-socket'
import { AppError } from '@tidemark/protocol'
import type { Command } from 'commander'
import { systemctl } from '../../service/systemctl.js'
import { UserService } from '../../service/user-service.js'
import type { Cli } from '../cli.js'
import { stopDaemon } from '../daemon-stop.js'
import { EXIT } from '../exit-codes.js'
import { ownProgram } from '../own-program.js'
import { formatService } from '../service-text.js'

export function addServiceCommand(program: Command, cli: Cli): void {
  const service = program
    .command('service')
    .description('run the daemon whenever you are signed in (Linux with systemd)')
  service
    .command('install')
    .description('start the daemon now and with every session')
    .action(async () => {
      const installed = userService(cli)
      // One that was started by a command would keep the service from the profile.
      await stopDaemon(cli.paths.endpoint)
      await installed.install()
      cli.terminal.print(INSTALLED)
    })
  service
    .command('uninstall')
    .description('stop the daemon and start it no more by itself')
    .action(async () => {
      const wasThere = await userService(cli).uninstall()
      cli.terminal.print(wasThere ? 'The service is gone. Files stay.' : 'There is no service.')
    })
  service
    .command('status')
    .description('whether the service is installed and runs')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const state = await userService(cli).state()
      cli.show(state, json, () => formatService(state))
      if (state.active !== 'active') cli.exitCode = EXIT.failure
    })
}

const INSTALLED = `The daemon runs now and starts whenever you sign in.
On a server, where nobody signs in, let it start with the computer: loginctl enable-linger`

/** @throws AppError `service_unavailable` where nothing could run it. */
function userService(cli: Cli): UserService {
  if (process.platform !== 'linux') {
    throw unavailable('on this system the desktop app starts the daemon')
  }
  // What is inside a mounted image is gone as soon as the image is.
  if (process.env.APPIMAGE !== undefined) {
    throw unavailable('a program inside an AppImage cannot stay; install the package')
  }
  const { directory } = cli.paths
  const { XDG_CONFIG_HOME, TIDEMARK_CACHE_DIR } = process.env
  // The specification ignores relative values.
  const configHome = XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(homedir(), '.config')
  const service = {
    program: ownProgram(),
    profile: directory,
    isDefaultProfile: directory === defaultProfileDirectory(),
    environment: TIDEMARK_CACHE_DIR ? { TIDEMARK_CACHE_DIR } : {},
  }
  return new UserService(service, join(configHome, 'systemd', 'user'), systemctl)
}

function unavailable(problem: string): AppError {
  return new AppError('service_unavailable', { problem })
}
