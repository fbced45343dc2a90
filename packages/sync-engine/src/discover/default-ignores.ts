/** A pattern that holds on every device, and why. */
export interface DefaultIgnore {
  readonly pattern: string
  readonly reason: string
}

const because = (reason: string, ...patterns: string[]): DefaultIgnore[] =>
  patterns.map((pattern) => ({ pattern, reason }))

/**
 * What systems and programs leave in folders for themselves (E50), in any letter case. A line of
 * the folder's own file takes one back: `!Thumbs.db`.
 */
export const DEFAULT_IGNORES: readonly DefaultIgnore[] = [
  ...because('folder settings of macOS', '.DS_Store', '._*', '.localized', 'Icon\r'),
  ...because(
    'disk services of macOS',
    ...['.Spotlight-V100', '.Trashes', '.fseventsd', '.TemporaryItems'],
  ),
  ...because('picture cache of Windows', 'Thumbs.db', 'Thumbs.db:encryptable', 'ehthumbs.db'),
  ...because(
    'folder settings of Windows',
    ...['desktop.ini', '$RECYCLE.BIN', 'System Volume Information'],
  ),
  ...because('folder settings of Linux', '.directory', '.Trash-*', 'lost+found'),
  ...because('open by a network disk', '.nfs????????*', '.fuse_hidden*'),
  ...because('lock of an office program', '~$*', '.~lock.*#'),
  ...because('open in an editor', '.*.sw?', '.#*'),
  ...because(
    'written while a program saves',
    ...['*.tmp', '*.osl-tmp', '.goutputstream-??????', '*.sb-????????-??????'],
  ),
  ...because(
    'download in progress',
    ...['*.crdownload', '*.part', '*.partial', '*.download', '*.!qB'],
  ),
]
