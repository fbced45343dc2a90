/** An item's absolute path from its folder's, in the way of the folder's platform. */
export function joinPath(folderPath: string, itemPath: string): string {
  const separator = /^([A-Za-z]:|\\\\)/.test(folderPath) ? '\\' : '/'
  const parts = itemPath.split('/').filter((part) => part !== '')
  return [folderPath.replace(/[/\\]$/, ''), ...parts].join(separator)
}
