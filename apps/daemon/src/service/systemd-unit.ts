import { createHash } from 'node:crypto'

/** The daemon of one profile, as a service manager is to run it. */
export interface DaemonService {
  /** File to start, and what comes before `daemon`. */
  readonly program: readonly string[]
  readonly profile: string
  /** Whether it is the profile that commands use by themselves. */
  readonly isDefaultProfile: boolean
  /** Variables that the daemon needs and a session may not have. */
  readonly environment: Readonly<Record<string, string>>
}

/** The unit's name: one per profile, and the same each time. */
export function unitName({ profile, isDefaultProfile }: DaemonService): string {
  if (isDefaultProfile) return 'tidemark.service'
  const digest = createHash('sha256').update(profile).digest('hex').slice(0, 12)
  return `tidemark-${digest}.service`
}

/**
 * The text of a systemd user unit that runs the daemon. While another daemon has the profile, such as
 * one that the desktop app started, it ends with code 6 and tries again, so that syncing goes on
 * when the other one ends.
 */
export function formatUnit({ program, profile, environment }: DaemonService): string {
  const command = [...program, 'daemon', '--unattended', '--profile', profile]
    .map(quoteArgument)
    .join(' ')
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quoteWord(`${name}=${value}`)}\n`,
  )
  return `[Unit]
Description=Tidemark file sync
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command}
${variables.join('')}Restart=on-failure
RestartSec=10
# Wrong arguments do not become right by themselves.
RestartPreventExitStatus=2
TimeoutStopSec=30
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`
}

/** An argument of a command line, where systemd.service(5) also fills in variables. */
function quoteArgument(argument: string): string {
  return quoteWord(argument).replaceAll('$', '$$$$')
}

/** A word with the quotes, escapes and specifiers of systemd.syntax(7). */
function quoteWord(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `"${escaped.replaceAll('%', '%%')}"`
}
