import type { LocalNode } from '../trees.js'
import { findRootProblem } from './root-proof.js'
import { RootLost, type ScanPass } from './scan-pass.js'

/** Rows per transaction: a few milliseconds of blocking. */
const ROWS_PER_TRANSACTION = 1000

/**
 * Writes down what a folder holds. New files wait until there are many of them, so that small folders
 * share a transaction; whatever a pass may look up again, such as a folder or a moved item, is written
 * at once.
 */
export async function writeRows(
  pass: ScanPass,
  newFiles: readonly LocalNode[],
  others: readonly LocalNode[],
): Promise<void> {
  for (const node of newFiles) {
    pass.newFiles.push(node)
    pass.newInodes.add(inodeKey(node))
  }
  if (others.length === 0 && pass.newFiles.length < ROWS_PER_TRANSACTION) return
  await writeAll(pass, others)
}

/** Writes down what waits. */
export async function writeNewFiles(pass: ScanPass): Promise<void> {
  if (pass.newFiles.length > 0) await writeAll(pass, [])
}

/** As `writeNewFiles`, if one of what waits has this inode: it may be what is looked for. */
export async function writeNewFileOf(pass: ScanPass, seen: Pick<LocalNode, 'stat'>): Promise<void> {
  if (pass.newInodes.has(inodeKey(seen))) await writeAll(pass, [])
}

/** @throws RootLost when the folder is not ours any more. */
export async function proveRoot(pass: ScanPass): Promise<void> {
  if ((await findRootProblem(pass.store, pass.fs)) !== undefined) throw new RootLost()
}

async function writeAll(pass: ScanPass, others: readonly LocalNode[]): Promise<void> {
  await proveRoot(pass)
  const rows = [...pass.newFiles.splice(0), ...others]
  pass.newInodes.clear()
  for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION) {
    pass.store.transaction((tx) => {
      for (const node of rows.slice(start, start + ROWS_PER_TRANSACTION)) tx.putLocal(node)
    })
  }
}

function inodeKey({ stat }: Pick<LocalNode, 'stat'>): string {
  return `${stat.device}:${stat.inode}`
}
