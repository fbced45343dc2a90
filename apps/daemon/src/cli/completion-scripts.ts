/** What a completion needs to know of one command. */
export interface CompletedCommand {
  readonly name: string
  readonly description: string
  readonly options: readonly string[]
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** A script that completes commands, their options, and files elsewhere. */
export function formatCompletion(shell: Shell, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case 'bash':
      return formatBash(commands)
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${formatBash(commands)}`
    case 'fish':
      return formatFish(commands)
  }
}

function formatBash(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map(
    ({ name, options }) => `    ${name}) options="${options.join(' ')}" ;;`,
  )
  return [
    '_tidemark() {',
    '  local word="$' + '{COMP_WORDS[COMP_CWORD]}" options=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${names}" -- "$word"))`,
    '    return',
    '  fi',
    '  case "$' + '{COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    '  case "$word" in',
    '    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;',
    '    *) COMPREPLY=($(compgen -f -- "$word")) ;;',
    '  esac',
    '}',
    'complete -o filenames -F _tidemark tidemark',
  ].join('\n')
}

function formatFish(commands: readonly CompletedCommand[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c tidemark -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
    ...options
      .filter((option) => option.startsWith('--'))
      .map(
        (option) =>
          `complete -c tidemark -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
      ),
  ])
  return lines.join('\n')
}
