import type { SeededRandom } from '../clock/seeded-random.js'
import { isOwnName } from '../filesystem/disk-contents.js'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import type { DeedStep } from './deed-steps.js'

/** What a random deed is made from. */
interface Idea {
  readonly disk: MemoryDisk
  readonly random: SeededRandom
  /** Unique in the history; tokens of one history are of one length. */
  readonly token: string
  readonly names: readonly string[]
}

type Deed = (idea: Idea) => readonly DeedStep[]

const create: Deed = (idea) => [['write', newPath(idea), idea.token]]

const edit: Deed = (idea) => onFile(idea, (path) => [['write', path, idea.token]])

const append: Deed = (idea) => onFile(idea, (path) => [['append', path, idea.token]])

const insert: Deed = (idea) => onFile(idea, (path) => [['insert', path, idea.token]])

/** Emptied first, and for a moment nothing is in it (E23). */
const truncateAndWrite: Deed = (idea) =>
  onFile(idea, (path) => [
    ['write', path, ''],
    ['write', path, idea.token],
  ])

/** Written piece by piece. */
const writeSlowly: Deed = (idea) => {
  const path = newPath(idea)
  const half = idea.token.length >> 1
  return [
    ['write', path, idea.token.slice(0, half)],
    ['append', path, idea.token.slice(half)],
  ]
}

const writeLarge: Deed = (idea) => [
  ['writeLarge', newPath(idea), idea.token, 70_000 + idea.random.below(60_000)],
]

/** As editors save: a new file takes the old one's place (E22). */
const saveAtomically: Deed = (idea) =>
  onFile(idea, (path) => [
    ['write', `${path}.new`, idea.token],
    ['rename', `${path}.new`, path],
  ])

/** As others do: the old file steps aside and goes in the end. */
const saveWithBackup: Deed = (idea) =>
  onFile(idea, (path) => [
    ['rename', path, `${path}~`],
    ['write', path, idea.token],
    ['remove', `${path}~`],
  ])

const makeFolder: Deed = (idea) => [['mkdir', newPath(idea)]]

const makeTree: Deed = (idea) => {
  const top = newPath(idea)
  const [one = 'x', two = 'y'] = [idea.random.pick(idea.names), idea.random.pick(idea.names)]
  return [
    ['mkdir', top],
    ['mkdir', `${top}/${one}`],
    ['write', `${top}/${one}/${two}`, idea.token],
  ]
}

const move: Deed = (idea) => onItem(idea, (path) => [['rename', path, newPath(idea)]])

const renameHere: Deed = (idea) =>
  onItem(idea, (path) => [['rename', path, sibling(path, idea.random.pick(idea.names))]])

const renameCase: Deed = (idea) =>
  onItem(idea, (path) => [['rename', path, sibling(path, swapCase(lastName(path)))]])

const swap: Deed = (idea) => {
  const [one, two] = [pickPath(idea), pickPath(idea)]
  if (one === undefined || two === undefined || one === two) return []
  if (`${one}/`.startsWith(`${two}/`) || `${two}/`.startsWith(`${one}/`)) return []
  const aside = sibling(one, 'swapping')
  return [
    ['rename', one, aside],
    ['rename', two, one],
    ['rename', aside, two],
  ]
}

const cycle: Deed = (idea) => {
  const paths = [pickPath(idea), pickPath(idea), pickPath(idea)].filter(
    (path) => path !== undefined,
  )
  const [one, two, three] = paths
  if (one === undefined || two === undefined || three === undefined) return []
  const aside = sibling(one, 'cycling')
  return [
    ['rename', one, aside],
    ['rename', two, one],
    ['rename', three, two],
    ['rename', aside, three],
  ]
}

/** a/b becomes b/a (PS111). */
const invert: Deed = (idea) => {
  const inner = idea.random.pick(['', ...allPaths(idea.disk)])
  if (!inner.includes('/') || idea.disk.find(inner)?.inode.kind !== 'folder') return []
  const outer = inner.slice(0, inner.lastIndexOf('/'))
  const aside = sibling(outer, 'inverting')
  return [
    ['rename', inner, aside],
    ['rename', outer, `${aside}/${lastName(outer)}`],
    ['rename', aside, outer],
  ]
}

const remove: Deed = (idea) => onItem(idea, (path) => [['remove', path]])

const removeAndRecreate: Deed = (idea) =>
  onFile(idea, (path) => [
    ['remove', path],
    ['write', path, idea.token],
  ])

const replaceKind: Deed = (idea) =>
  onItem(idea, (path) =>
    idea.disk.get(path).kind === 'folder'
      ? [
          ['remove', path],
          ['write', path, idea.token],
        ]
      : [
          ['remove', path],
          ['mkdir', path],
          ['write', `${path}/${idea.random.pick(idea.names)}`, idea.token],
        ],
  )

const copy: Deed = (idea) => onFile(idea, (path) => [['copy', path, newPath(idea)]])

const change: Deed = (idea) =>
  onFile(idea, (path) => {
    const dice = idea.random.below(3)
    if (dice === 0) return [['chmod', path]]
    if (dice === 1) return [['touch', path]]
    return [['setMtime', path, idea.random.pick([-1_000_000_000, 0, 1, 1e9, 4_294_967_296])]]
  })

const removeAll: Deed = ({ disk }) =>
  allPaths(disk).flatMap((path) => (path.includes('/') ? [] : [['remove', path]]))

/** With how often each is done. */
const DEEDS: readonly (readonly [number, Deed])[] = [
  [8, create],
  [8, edit],
  [3, append],
  [2, insert],
  [2, truncateAndWrite],
  [2, writeSlowly],
  [1, writeLarge],
  [5, saveAtomically],
  [2, saveWithBackup],
  [3, makeFolder],
  [4, makeTree],
  [7, move],
  [4, renameHere],
  [2, renameCase],
  [4, swap],
  [2, cycle],
  [2, invert],
  [5, remove],
  [3, removeAndRecreate],
  [3, replaceKind],
  [3, copy],
  [4, change],
  [0.4, removeAll],
]
const TOTAL = DEEDS.reduce((sum, [weight]) => sum + weight, 0)

/** Steps of something that a person could do to this disk now; none when he finds nothing to do. */
export function randomDeed(idea: Idea): readonly DeedStep[] {
  for (let attempt = 0; attempt < 4; attempt++) {
    const steps = pickDeed(idea.random)(idea)
    if (steps.length > 0) return steps
  }
  return []
}

function pickDeed(random: SeededRandom): Deed {
  let dice = random.next() * TOTAL
  for (const [weight, deed] of DEEDS) {
    if (dice < weight) return deed
    dice -= weight
  }
  return create
}

function onFile(idea: Idea, steps: (path: string) => readonly DeedStep[]): readonly DeedStep[] {
  const path = pickPath(idea, 'file')
  return path === undefined ? [] : steps(path)
}

function onItem(idea: Idea, steps: (path: string) => readonly DeedStep[]): readonly DeedStep[] {
  const path = pickPath(idea)
  return path === undefined ? [] : steps(path)
}

function pickPath({ disk, random }: Idea, kind?: 'file' | 'folder'): string | undefined {
  const paths = allPaths(disk).filter((path) => kind === undefined || disk.get(path).kind === kind)
  return paths.length === 0 ? undefined : random.pick(paths)
}

/** A name in some folder; it may be taken. */
function newPath({ disk, random, names }: Idea): string {
  const folders = ['', ...allPaths(disk).filter((path) => disk.get(path).kind === 'folder')]
  const folder = random.pick(folders)
  const name = random.pick(names)
  return folder === '' ? name : `${folder}/${name}`
}

function allPaths(disk: MemoryDisk): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of disk.get(folder).entries.values()) {
      if (entry.name === undefined || isOwnName(entry.displayName)) continue
      const path = folder === '' ? entry.displayName : `${folder}/${entry.displayName}`
      found.push(path)
      if (entry.inode.kind === 'folder') visit(path)
    }
  }
  if (disk.root !== undefined) visit('')
  return found
}

function sibling(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function swapCase(name: string): string {
  return name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase()
}
