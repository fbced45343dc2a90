import { AppError, LoginSchema } from '@tidemark/protocol'
import { createAccount, limitHashing, listAccounts } from '@tidemark/server-core'
import type { Command } from 'commander'
import { Value } from 'typebox/value'
import { argon2PasswordHasher } from '../platform/argon2-password-hasher.js'
import { systemClock, systemRng } from '../platform/system-clock.js'
import { say, sayJson } from './console.js'
import { configFrom, type DataFlags, withDataOptions } from './data-options.js'
import { openMetadata } from './open-metadata.js'
import { readPassword } from './read-password.js'

/** `account add`, `account list`. Both work while the server runs. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('accounts of this server')
  const add = account
    .command('add <login>')
    .description('make an account; the password is asked for, or read from standard input')
    .option('--quota-bytes <number>', 'most bytes that the account may keep')
  withDataOptions(add).action(addAccount)
  const list = account.command('list').description('list accounts').option('--json', 'as JSON')
  withDataOptions(list).action(listThem)
}

async function addAccount(
  login: string,
  { quotaBytes, ...data }: DataFlags & { readonly quotaBytes?: string },
): Promise<void> {
  if (!Value.Check(LoginSchema, login)) {
    throw new AppError('config_invalid', { problem: 'this cannot be a login', login })
  }
  if (quotaBytes !== undefined && !/^\d{1,15}$/.test(quotaBytes)) {
    throw new AppError('config_invalid', { problem: '--quota-bytes takes a whole number' })
  }
  const { config } = await configFrom(data)
  const password = await readPassword(process.env)
  await using store = await openMetadata(config)
  const hasher = argon2PasswordHasher({
    memoryKib: config.passwordMemoryKib,
    passes: config.passwordPasses,
  })
  const ports = { store, clock: systemClock, rng: systemRng, passwords: limitHashing(hasher) }
  const quota = quotaBytes === undefined ? null : Number(quotaBytes)
  const accountId = await createAccount(ports, { login, password, quotaBytes: quota })
  say(`Made account ${login} (${accountId}).`)
}

async function listThem({ json, ...data }: DataFlags & { readonly json?: boolean }): Promise<void> {
  const { config } = await configFrom(data)
  await using store = await openMetadata(config)
  const accounts = await listAccounts(store)
  if (json === true) return sayJson(accounts)
  for (const { accountId, login, usedBytes, quotaBytes } of accounts) {
    const quota = quotaBytes === null ? 'no limit' : `of ${quotaBytes}`
    say(`${accountId}  ${login}  ${usedBytes} bytes used, ${quota}`)
  }
}
