import { createHash } from 'node:crypto'
import { type BigIntStats, createReadStream, lstatSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Relative path -> what is there: `folder`, or `<sha256> <size> [x]`. Links and specials are left
 * out, since version 1 holds them. */
export type Tree = ReadonlyMap<string, string>

/** Files below this are read at once: tens of thousands of streams would take minutes. */
const SMALL_BYTES = 1 << 20
const OWN_NAME = /^\.tidemark(-tmp-.*)?$/i

/** Reads a synced folder without the client's own files. Entries that vanish meanwhile are left out. */
export async function readTree(root: string): Promise<Tree> {
  return await new TreeReader().read(root)
}

/** Reads trees again and again, hashing only what changed since: a look costs little. */
export class TreeReader {
  readonly #hashes = new Map<string, { readonly identity: string; readonly hash: string }>()

  async read(root: string): Promise<Tree> {
    const tree = new Map<string, string>()
    await this.#walk(Buffer.from(root), '', tree)
    return tree
  }

  async #walk(folder: Buffer, prefix: string, tree: Map<string, string>): Promise<void> {
    const names = await readdir(folder, { encoding: 'buffer' })
    for (const name of names.sort(Buffer.compare)) {
      const text = name.toString('utf8')
      if (OWN_NAME.test(text)) continue
      const path = Buffer.concat([folder, Buffer.from('/'), name])
      const relative = prefix === '' ? text : `${prefix}/${text}`
      const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
      if (stat === undefined) continue
      if (stat.isDirectory()) {
        tree.set(relative, 'folder')
        await this.#walk(path, relative, tree)
      } else if (stat.isFile()) {
        const hash = await this.#hash(path, stat).catch(() => undefined)
        if (hash === undefined) continue
        tree.set(relative, `${hash} ${stat.size}${(stat.mode & 0o100n) === 0n ? '' : ' x'}`)
      }
    }
  }

  async #hash(path: Buffer, { ino, size, mtimeNs, ctimeNs }: BigIntStats): Promise<string> {
    const identity = `${ino} ${size} ${mtimeNs} ${ctimeNs}`
    const key = path.toString('latin1')
    const known = this.#hashes.get(key)
    if (known?.identity === identity) return known.hash
    const hash = createHash('sha256')
    if (size < SMALL_BYTES) hash.update(readFileSync(path))
    else await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
    const digest = hash.digest('hex')
    this.#hashes.set(key, { identity, hash: digest })
    return digest
  }
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
