import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Relative path -> what is there: `folder`, or `<sha256> <size> [x]`. Links and specials are left
 * out, since version 1 holds them. */
export type Tree = ReadonlyMap<string, string>

const OWN_NAME = /^\.tidemark(-tmp-.*)?$/i

/** Reads a synced folder without the client's own files. Entries that vanish meanwhile are left out. */
export async function readTree(root: string): Promise<Tree> {
  const tree = new Map<string, string>()
  await walk(Buffer.from(root), '', tree)
  return tree
}

async function walk(folder: Buffer, prefix: string, tree: Map<string, string>): Promise<void> {
  const names = await readdir(folder, { encoding: 'buffer' })
  for (const name of names.sort(Buffer.compare)) {
    const text = name.toString('utf8')
    if (OWN_NAME.test(text)) continue
    const path = Buffer.concat([folder, Buffer.from('/'), name])
    const relative = prefix === '' ? text : `${prefix}/${text}`
    const stat = await lstat(path).catch(() => undefined)
    if (stat === undefined) continue
    if (stat.isDirectory()) {
      tree.set(relative, 'folder')
      await walk(path, relative, tree)
    } else if (stat.isFile()) {
      const hash = await hashFile(path).catch(() => undefined)
      if (hash === undefined) continue
      tree.set(relative, `${hash} ${stat.size}${(stat.mode & 0o100) === 0 ? '' : ' x'}`)
    }
  }
}

async function hashFile(path: Buffer): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/** Differences as readable lines, at most `limit`; empty when the trees are equal. */
export function compareTrees(a: Tree, b: Tree, limit = 20): string[] {
  const lines: string[] = []
  for (const [path, what] of a) {
    const other = b.get(path)
    if (other === undefined) lines.push(`only in first:  ${JSON.stringify(path)} (${what})`)
    else if (other !== what) lines.push(`differs: ${JSON.stringify(path)}: ${what} / ${other}`)
  }
  for (const path of b.keys()) {
    if (!a.has(path)) lines.push(`only in second: ${JSON.stringify(path)}`)
  }
  return lines.length > limit ? [...lines.slice(0, limit), `… ${lines.length - limit} more`] : lines
}

/** Path of a file below `root`. */
export function at(root: string, path: string): string {
  return join(root, ...path.split('/'))
}
