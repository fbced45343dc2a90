import { type BigIntStats, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { LocalTrashLimits } from '@tidemark/control'
import { MARKER_NAME } from '@tidemark/protocol'
import { errnoOf } from './disk-errors.js'
import { lstatOrAbsent } from './file-stat.js'
import { openFolder } from './folder-handle.js'
import { planTrashSweep } from './plan-trash-sweep.js'
import { bucketNames, parseBucket, type TrashBucket } from './trash-bucket.js'

const TRASH = `${MARKER_NAME}/trash`
/** A released file that was changed so long after its bucket was opened was written to since. */
const RELEASE_TAKES_MS = 5_000

/** What is asked about each file of a bucket. */
type Visit = (stats: BigIntStats) => 'remove' | 'keep'

/**
 * Lets go of what the trash need not keep any longer. Follows no link, stays on the root's disk, and
 * leaves alone what is not ours. One bucket's trouble stops no other. The caller has proven the root.
 * @throws the first trouble, after all other buckets were done.
 */
export async function sweepTrash(
  rootPath: string,
  limits: LocalTrashLimits,
  nowMs: number,
): Promise<void> {
  const buckets = listBuckets(rootPath)
  const bytes = new Map<TrashBucket, number>()
  if (limits.maxBytes !== null) {
    for (const bucket of buckets) bytes.set(bucket, await bytesIn(rootPath, bucket))
  }
  const plan = planTrashSweep(buckets, limits, nowMs, (bucket) => bytes.get(bucket) ?? 0)
  const work = [
    ...plan.redate.map((bucket) => () => redate(rootPath, bucket, nowMs)),
    ...plan.remove.map((bucket) => () => clear(rootPath, bucket, () => 'remove')),
    ...plan.settle.map((bucket) => () => clear(rootPath, bucket, untouchedSince(bucket))),
  ]
  const troubles: unknown[] = []
  for (const step of work) {
    try {
      await step()
    } catch (error) {
      troubles.push(error)
    }
  }
  if (troubles.length > 0) throw troubles[0]
}

function listBuckets(rootPath: string): TrashBucket[] {
  using trash = openFolder(rootPath, TRASH)
  if (trash === undefined) return []
  return readdirSync(trash.path, { withFileTypes: true }).flatMap((entry) => {
    const bucket = entry.isDirectory() ? parseBucket(entry.name) : undefined
    return bucket === undefined ? [] : [bucket]
  })
}

/** Whoever has the file open may have written to it: then its bytes may be nowhere else. */
function untouchedSince({ endMs }: TrashBucket): Visit {
  const latestMs = BigInt(endMs + RELEASE_TAKES_MS)
  return ({ ctimeMs }) => (ctimeMs <= latestMs ? 'remove' : 'keep')
}

async function bytesIn(rootPath: string, bucket: TrashBucket): Promise<number> {
  let bytes = 0
  await walk(rootPath, `${TRASH}/${bucket.name}`, (stats) => {
    bytes += Number(stats.size)
    return 'keep'
  })
  return bytes
}

async function clear(rootPath: string, bucket: TrashBucket, visit: Visit): Promise<void> {
  const folders = await walk(rootPath, `${TRASH}/${bucket.name}`, visit)
  for (const path of folders.toReversed()) removeIfEmpty(rootPath, path)
}

/** Visits every file below a folder of the trash; answers the folders, outer ones first. */
async function walk(rootPath: string, top: string, visit: Visit): Promise<string[]> {
  const device = lstatOrAbsent(rootPath)?.dev
  const folders = [top]
  for (const path of folders) {
    await setImmediate()
    using folder = openFolder(rootPath, path)
    if (folder === undefined || lstatOrAbsent(`${folder.path}/.`)?.dev !== device) continue
    for (const entry of readdirSync(folder.path, { withFileTypes: true })) {
      const child = folder.child(entry.name)
      const stats = lstatOrAbsent(child)
      if (stats?.isDirectory()) folders.push(`${path}/${entry.name}`)
      else if (stats !== undefined && visit(stats) === 'remove') unlinkSync(child)
    }
  }
  return folders
}

function removeIfEmpty(rootPath: string, path: string): void {
  const end = path.lastIndexOf('/')
  using parent = openFolder(rootPath, path.slice(0, end))
  try {
    if (parent !== undefined) rmdirSync(parent.child(path.slice(end + 1)))
  } catch (error) {
    // What stays keeps its folder; a mount point is nobody's to remove.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'ENOTDIR'].includes(errnoOf(error))) throw error
  }
}

function redate(rootPath: string, bucket: TrashBucket, nowMs: number): void {
  using trash = openFolder(rootPath, TRASH)
  if (trash === undefined) return
  // From now on kept like all that was deleted: when it was released is not known.
  for (const name of bucketNames(nowMs, 'deleted')) {
    if (lstatOrAbsent(trash.child(name)) !== undefined) continue
    renameSync(trash.child(bucket.name), trash.child(name))
    return
  }
}
