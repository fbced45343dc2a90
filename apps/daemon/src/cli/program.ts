import { Command, CommanderError } from 'commander'
import type { WorkerEntry } from '../process/engine-thread.js'
import { VERSION } from '../version.js'
import { Cli, type GlobalOptions } from './cli.js'
import { addActivityCommand } from './commands/activity.js'
import { addCompletionCommand } from './commands/completion.js'
import { addConflictsCommand } from './commands/conflicts.js'
import { addDaemonCommand } from './commands/daemon.js'
import { addDeletesCommand } from './commands/deletes.js'
import { addDevicesCommand } from './commands/devices.js'
import { addDiagnosticsCommand } from './commands/diagnostics.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addHistoryCommand } from './commands/history.js'
import { addIgnoreCommand } from './commands/ignore.js'
import { addLimitCommand } from './commands/limit.js'
import { addLinkCommand } from './commands/link.js'
import { addLogoutCommand } from './commands/logout.js'
import { addPairCommand } from './commands/pair.js'
import { addPauseCommand } from './commands/pause.js'
import { addRepairCommand } from './commands/repair.js'
import { addResolveCommand } from './commands/resolve.js'
import { addRestoreCommand } from './commands/restore.js'
import { addResumeCommand } from './commands/resume.js'
import { addDeselectCommand, addSelectCommand } from './commands/select.js'
import { addServiceCommand } from './commands/service.js'
import { addSettingsCommand } from './commands/settings.js'
import { addShowCommand } from './commands/show.js'
import { addLoginCommand, addSetupCommand } from './commands/sign-in.js'
import { addStatusCommand } from './commands/status.js'
import { addStopCommand } from './commands/stop.js'
import { addSyncCommand } from './commands/sync.js'
import { addTrashCommand } from './commands/trash.js'
import { addTreeCommand } from './commands/tree.js'
import { addUndoCommand } from './commands/undo.js'
import { addUnlinkCommand } from './commands/unlink.js'
import { addWhyCommand } from './commands/why.js'
import { formatError } from './error-text.js'
import { EXIT, type ExitCode, exitCodeOfError } from './exit-codes.js'
import type { Terminal } from './terminal.js'

const WELCOME = `Tidemark keeps folders the same on all your computers.

  1. tidemark login <server>     sign this computer in
     (a server that was just installed: tidemark setup <server> --code <code>)
  2. tidemark link <folder>      choose a folder to sync
  3. tidemark status             see how it goes

tidemark --help lists every command.`

/** Commands in the order in which --help shows them. */
const COMMANDS = [
  [
    addSetupCommand,
    addLoginCommand,
    addPairCommand,
    addLogoutCommand,
    addLinkCommand,
    addUnlinkCommand,
  ],
  [addStatusCommand, addSyncCommand, addPauseCommand, addResumeCommand],
  [addTreeCommand, addSelectCommand, addDeselectCommand],
  [addLimitCommand, addSettingsCommand],
  [addConflictsCommand, addResolveCommand, addHistoryCommand, addShowCommand, addRestoreCommand],
  [addTrashCommand, addUndoCommand, addActivityCommand],
  [addDeletesCommand, addWhyCommand, addRepairCommand, addIgnoreCommand, addDevicesCommand],
  [addDoctorCommand, addDiagnosticsCommand],
  [addDaemonCommand, addStopCommand, addServiceCommand, addCompletionCommand],
].flat()

/** Runs one command line (without the program's own name) and returns its exit code. */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
  workerEntry: WorkerEntry,
): Promise<ExitCode> {
  const program = new Command('tidemark')
  const cli = new Cli(terminal, workerEntry, () => program.opts<GlobalOptions>())
  program
    .description('Keeps folders the same on all your computers.')
    .version(VERSION, '-V', 'print the version (also --version)')
    .option('--profile <folder>', 'use another profile (or set TIDEMARK_PROFILE)')
    .option('--no-start', 'do not start the daemon when it does not run')
    .option('--verbose', 'tell the code and the cause of an error')
    .helpCommand(false)
    .allowExcessArguments()
    .showHelpAfterError('(tidemark --help lists the commands)')
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.printError })
    .exitOverride()
    .action(() => {
      const [unknown] = program.args
      if (unknown !== undefined) program.error(`error: unknown command '${unknown}'`)
      terminal.print(WELCOME)
    })
  for (const add of COMMANDS) add(program, cli)
  for (const command of program.commands) inheritSettings(command, program)
  return await execute(program, cli, args)
}

async function execute(program: Command, cli: Cli, args: readonly string[]): Promise<ExitCode> {
  try {
    // Not an option of the program: `restore` has one of that name.
    const isVersionAsked = args.length === 1 && args[0] === '--version'
    await program.parseAsync(isVersionAsked ? ['-V'] : args, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    // Commander has printed its own message: help, version, or what is wrong with the arguments.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    cli.terminal.printError(formatError(error, cli.terminal.style, cli.isVerbose))
    return exitCodeOfError(error)
  }
}

function inheritSettings(command: Command, from: Command): void {
  command.copyInheritedSettings(from)
  for (const inner of command.commands) inheritSettings(inner, command)
}
