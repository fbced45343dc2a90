import type { Explanation as ShownExplanation } from '@tidemark/control'
import { ERRORS, type FileContent } from '@tidemark/protocol'
import {
  describeIgnoreRule,
  type Explanation,
  type LocalNode,
  type RemoteNode,
  type SyncedNode,
  type WaitReason,
} from '@tidemark/sync-engine'

type Shown = Pick<ShownExplanation, 'facts' | 'verdict'>

const WAITING: Readonly<Record<WaitReason, string>> = {
  settling: 'It vanished a moment ago; if it stays away, that is a deletion.',
  unread: 'Its content has to be read first.',
  parent: 'The folder that holds it comes first.',
  name: 'Another item still has its name.',
  folder: 'The folder around it is decided first.',
  contents: 'It is kept online only; what is in it is sent before it leaves this disk.',
}

/** What is known about an item, in words; the state of the whole folder is said elsewhere. */
export function explainInWords(found: Explanation): Shown {
  const { local, remote, synced, held, pending, ignoredBy } = found
  const ignoredBecause = ignoredBy && describeIgnoreRule(ignoredBy)
  const facts = [
    { label: 'here', value: describe(local) },
    { label: 'on the server', value: describe(remote) },
    { label: 'agreed last', value: describe(synced) },
  ]
  if (ignoredBecause !== undefined) facts.push({ label: 'ignored', value: ignoredBecause })
  if (held !== undefined) {
    facts.push({ label: 'held', value: ERRORS[held.code].message })
    const { retryAtMs } = held
    const when = retryAtMs === undefined ? 'when it changes' : new Date(retryAtMs).toISOString()
    facts.push({ label: 'next try', value: when })
  }
  if (pending.length > 0) facts.push({ label: 'to do', value: pending.join(', ') })
  return { facts, verdict: verdictOf(found, ignoredBecause) }
}

function verdictOf(found: Explanation, ignoredBecause: string | undefined): string {
  const { local, remote, held, pending, waitsFor } = found
  if (ignoredBecause !== undefined) return `Not synced: ${ignoredBecause}.`
  if (held !== undefined) return `Not synced: ${ERRORS[held.code].message}`
  if (local === undefined && remote === undefined) return 'Neither here nor on the server.'
  if (waitsFor !== undefined) return WAITING[waitsFor]
  return pending.length === 0 ? 'In sync.' : 'It will be synced when its turn comes.'
}

function describe(node: LocalNode | RemoteNode | SyncedNode | undefined): string {
  if (node === undefined) return 'no'
  if ('missingSinceMs' in node && node.missingSinceMs !== null) return 'gone since a moment'
  if (node.kind !== 'file') return node.kind === 'folder' ? 'folder' : 'an item of a newer version'
  return `file${describeContent(node.content)}`
}

function describeContent(content: FileContent | undefined): string {
  if (content === undefined) return ', not read yet'
  const { sizeBytes, root } = content
  return `, ${sizeBytes} bytes${root === null ? '' : `, content ${root.slice(0, 12)}`}`
}
