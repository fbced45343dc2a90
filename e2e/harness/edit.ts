import { open, rename } from 'node:fs/promises'

const PIECE = 4 * 1024 * 1024

/** Inserts bytes into a file as an editor does: writes the new content beside it and renames it. */
export async function insertBytes(path: string, offset: number, bytes: Buffer): Promise<void> {
  const beside = `${path}.new`
  {
    await using source = await open(path, 'r')
    await using target = await open(beside, 'w')
    const { size } = await source.stat()
    const piece = Buffer.alloc(PIECE)
    for (let at = 0; at < size; ) {
      const end = at < offset ? offset : size
      const { bytesRead } = await source.read(piece, 0, Math.min(PIECE, end - at), at)
      await target.write(piece, 0, bytesRead)
      at += bytesRead
      if (at === offset) await target.write(bytes)
    }
  }
  await rename(beside, path)
}
