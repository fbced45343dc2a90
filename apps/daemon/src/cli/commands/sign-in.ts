import type { AccountStatus } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { readPassword } from '../password.js'
import { printable } from '../printable.js'

interface SignInOptions {
  readonly login?: string
  readonly device?: string
  readonly passwordStdin?: boolean
  readonly insecure?: boolean
  readonly acceptNewServer?: boolean
  readonly json?: boolean
}

export function addLoginCommand(program: Command, cli: Cli): void {
  withSignInOptions(program.command('login <server>'))
    .description('sign this computer in')
    .option('--accept-new-server', 'the server was set up anew, or is another one: go on with it')
    .option('--code <code>', 'join with the code that `tidemark pair` shows on another device')
    .action(async (server: string, options: SignInOptions & { readonly code?: string }) => {
      const { acceptNewServer = false, code } = options
      if (code !== undefined) {
        const params = { ...joining(server, options), acceptNewServer, code }
        const account = await cli.withDaemon((daemon) => daemon.call('pair', params))
        showAccount(cli, account, options)
        return
      }
      const params = await readSignIn(server, options)
      const account = await cli.withDaemon((daemon) =>
        daemon.call('login', { ...params, acceptNewServer }),
      )
      showAccount(cli, account, options)
    })
}

export function addSetupCommand(program: Command, cli: Cli): void {
  withSignInOptions(program.command('setup <server>'))
    .description('make the first account of a new server and sign in')
    .requiredOption('--code <code>', 'setup code that the server printed when it started')
    .action(async (server: string, options: SignInOptions & { readonly code: string }) => {
      const params = await readSignIn(server, options)
      const account = await cli.withDaemon((daemon) =>
        daemon.call('setup', { ...params, code: options.code }),
      )
      showAccount(cli, account, options)
    })
}

function withSignInOptions(command: Command): Command {
  return command
    .option('-l, --login <name>', 'login name (default: your user name)')
    .option('--device <name>', 'name of this computer, shown on your other devices')
    .option('--password-stdin', 'read the password from standard input')
    .option('--insecure', 'allow http:// to a server that is not on this computer')
    .option('--json', 'print JSON')
}

async function readSignIn(server: string, options: SignInOptions) {
  const login = options.login ?? process.env.USER ?? process.env.USERNAME
  if (login === undefined || login === '') {
    throw new AppError('invalid_request', { problem: 'say who signs in with --login <name>' })
  }
  const prompt = `Password of ${printable(login)}: `
  const password = await readPassword(prompt, options.passwordStdin ?? false)
  return { ...joining(server, options), login, password }
}

function joining(server: string, { insecure = false, device }: SignInOptions) {
  const named = device === undefined ? {} : { deviceName: device }
  return { server, allowInsecure: insecure, ...named }
}

function showAccount(cli: Cli, account: AccountStatus, options: SignInOptions): void {
  const { good, warn } = cli.terminal.style
  cli.show(account, options.json, () => {
    const { login, serverUrl, deviceName, insecure } = account
    const who = `${printable(login)} at ${printable(serverUrl)} on ${printable(deviceName)}`
    const lines = [`${good('Signed in')} as ${who}.`]
    if (insecure) lines.push(warn('! The connection is not encrypted: others can read it.'))
    lines.push('Next: tidemark link <folder>')
    return lines.join('\n')
  })
}
