import { baseName, type RelPath } from '@tidemark/protocol'

/**
 * Which items of the disk are not looked at. A rule hides an item from scans, it never deletes one:
 * what was synced before stays where it is (E51).
 */
export interface IgnoreRules {
  /** Why `path` is ignored, for people; undefined when it is not. The root never is. */
  explain(path: RelPath): string | undefined
}

interface DefaultRule {
  readonly pattern: string
  readonly reason: string
}

const rule = (reason: string, ...patterns: string[]): DefaultRule[] =>
  patterns.map((pattern) => ({ pattern, reason }))

/** `*` stands for any characters, the rest for itself in any letter case (E50). */
const DEFAULT_RULES: readonly DefaultRule[] = [
  ...rule('folder settings of macOS', '.DS_Store', '._*', '.localized', 'Icon\r'),
  ...rule('disk services of macOS', '.Spotlight-V100', '.Trashes', '.fseventsd', '.TemporaryItems'),
  ...rule('picture cache of Windows', 'Thumbs.db', 'Thumbs.db:encryptable', 'ehthumbs.db'),
  ...rule('folder settings of Windows', 'desktop.ini', '$RECYCLE.BIN', 'System Volume Information'),
  ...rule('folder settings of Linux', '.directory', '.Trash-*', 'lost+found'),
  ...rule('open by a network disk', '.nfs????????*', '.fuse_hidden*'),
  ...rule('lock of an office program', '~$*', '.~lock.*#'),
  ...rule('open in an editor', '.*.sw?', '.#*'),
  ...rule('download in progress', '*.crdownload', '*.part', '*.partial', '*.download', '*.!qB'),
]

/** The rules that hold without any setting. */
export function defaultIgnoreRules(): IgnoreRules {
  const compiled = DEFAULT_RULES.map(({ pattern, reason }) => ({
    pattern,
    reason,
    matches: compile(pattern),
  }))
  return {
    explain(path) {
      if (path === '') return undefined
      const name = baseName(path)
      const found = compiled.find(({ matches }) => matches.test(name))
      return found && `${found.reason} (${found.pattern})`
    },
  }
}

function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'is')
}
