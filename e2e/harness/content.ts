import { createCipheriv, createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'

/** Endless bytes that look random and depend on the seed alone. */
export function randomBytes(seed: string, count: number): Buffer {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return cipher.update(Buffer.alloc(count))
}

/** Writes a file of `sizeBytes` incompressible bytes piece by piece. */
export async function writeBigFile(path: string, seed: string, sizeBytes: number): Promise<void> {
  const piece = 8 * 1024 * 1024
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const zeros = Buffer.alloc(piece)
  await using file = await open(path, 'w')
  for (let done = 0; done < sizeBytes; done += piece) {
    await writeAll(file, cipher.update(zeros.subarray(0, Math.min(piece, sizeBytes - done))))
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done)).bytesWritten
  }
}
