/**
 * The autostart entry of a Linux desktop (XDG Autostart and Desktop Entry specifications): starts
 * the app without a window.
 */
export function autostartEntry(executable: string): string {
  return `[Desktop Entry]
Type=Application
Name=Tidemark
Comment=Keeps folders the same everywhere
Exec=${quoteForExec(executable)} --hidden
Icon=tidemark
Terminal=false
X-GNOME-Autostart-enabled=true
`
}

/**
 * An argument of `Exec`: quoted, with the characters escaped that a quoted one takes specially,
 * then once more for a value of type string; `%` would begin a field code.
 */
function quoteForExec(argument: string): string {
  const quoted = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${quoted.replaceAll('\\', '\\\\')}"`
}
