import { Argument, type Command } from 'commander'
import type { Cli } from '../cli.js'
import { formatCompletion, SHELLS, type Shell } from '../completion-scripts.js'

export function addCompletionCommand(program: Command, cli: Cli): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .description('print a completion script: source <(tidemark completion bash)')
    .action((shell: Shell) => {
      const commands = program.commands.map((command) => ({
        name: command.name(),
        description: command.description(),
        options: command.options.flatMap(({ short, long }) => [short, long]).filter(isNamed),
      }))
      cli.terminal.print(formatCompletion(shell, commands))
    })
}

function isNamed(flag: string | undefined): flag is string {
  return flag !== undefined
}
