import { readdir, readFile } from 'node:fs/promises'

/**
 * Memory of a process and all that it started, in bytes: the sum of their proportional set sizes, in
 * which a page that several share counts once in all. A process that ends meanwhile counts nothing.
 */
export async function treeMemoryBytes(pid: number): Promise<number> {
  const pids = await treeOf(pid)
  const sizes = await Promise.all(pids.map(proportionalBytes))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

async function treeOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid)
  return [pid, ...(await Promise.all(children.map(treeOf))).flat()]
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(
    threads.map((thread) => readOrNothing(`/proc/${pid}/task/${thread}/children`)),
  )
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
}

async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readOrNothing(`/proc/${pid}/smaps_rollup`)
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024
}

async function readOrNothing(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '')
}
