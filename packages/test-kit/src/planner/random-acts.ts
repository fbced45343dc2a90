import type { NodeId } from '@tidemark/protocol'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { Act } from './acts.js'
import { type Item, PASSING, type PersonsTree, pathOf } from './persons-tree.js'

/** Few names, so that histories meet each other. */
const PLAIN_NAMES = ['a', 'b', 'c', 'd']
/** Case, composed and decomposed accents, blanks, controls, what other platforms refuse. */
const HOSTILE_NAMES = [
  'A',
  '\u00e9',
  'e\u0301',
  ' a ',
  'con.txt',
  'a\nb',
  '-rf',
  'a:b',
  '\u202egpj',
]

/** What a random act may choose from. */
interface Choice {
  readonly random: SeededRandom
  readonly items: readonly Item[]
  readonly byId: ReadonlyMap<NodeId, Item>
  readonly token: string
  readonly hostileRate: number
}

type Maker = (choice: Choice) => Act | readonly Act[] | undefined

const write: Maker = (choice) => ({ do: 'write', path: newPath(choice), token: choice.token })

const edit: Maker = (choice) => {
  const path = pick(choice, 'file')
  return path === undefined ? undefined : { do: 'write', path, token: choice.token }
}

const mkdir: Maker = (choice) => ({ do: 'mkdir', path: newPath(choice) })

const move: Maker = (choice) => {
  const path = pick(choice)
  if (path === undefined) return undefined
  return { do: 'arrange', moves: [{ path, into: folder(choice), name: name(choice) }] }
}

const rename: Maker = (choice) => {
  const path = pick(choice)
  if (path === undefined) return undefined
  return { do: 'arrange', moves: [{ path, into: folderOf(path), name: name(choice) }] }
}

/** Two, or three in a ring, take each other's places. */
function rotate(count: number): Maker {
  return (choice) => {
    const paths = Array.from({ length: count }, () => pick(choice))
    const moves = paths.flatMap((path, index) => {
      const next = paths[(index + 1) % count]
      if (path === undefined || next === undefined) return []
      return [{ path, into: folderOf(next), name: next.slice(next.lastIndexOf('/') + 1) }]
    })
    return moves.length < count ? undefined : { do: 'arrange', moves }
  }
}

/** A/B becomes B/A. */
const invert: Maker = (choice) => {
  const path = pick(choice, 'folder')
  const above = path === undefined ? '' : folderOf(path)
  if (path === undefined || above === '') return undefined
  const own = path.slice(above.length + 1)
  const outer = above.slice(above.lastIndexOf('/') + 1)
  const out = { path, into: folderOf(above), name: own }
  return { do: 'arrange', moves: [out, { path: above, into: path, name: outer }] }
}

/** What is in a folder takes the folder's place. */
const unwrap: Maker = (choice) => {
  const path = pick(choice)
  const above = path === undefined ? '' : folderOf(path)
  if (path === undefined || above === '') return undefined
  const into = folderOf(above)
  const aside = into === '' ? 'unwrapped' : `${into}/unwrapped`
  return [
    { do: 'arrange', moves: [{ path, into, name: 'unwrapped' }] },
    { do: 'remove', path: above },
    {
      do: 'arrange',
      moves: [{ path: aside, into, name: above.slice(above.lastIndexOf('/') + 1) }],
    },
  ]
}

const over: Maker = (choice) => {
  const path = pick(choice, 'file')
  const target = pick(choice, 'file')
  return path === undefined || target === undefined ? undefined : { do: 'over', path, target }
}

const remove: Maker = (choice) => {
  const path = pick(choice)
  return path === undefined ? undefined : { do: 'remove', path }
}

const replace: Maker = (choice) => {
  const path = pick(choice)
  return path === undefined ? undefined : { do: 'replace', path, token: choice.token }
}

const copy: Maker = (choice) => {
  const path = pick(choice, 'file')
  return path === undefined ? undefined : { do: 'copy', path, target: newPath(choice) }
}

const chmod: Maker = (choice) => {
  const path = pick(choice, 'file')
  return path === undefined ? undefined : { do: 'chmod', path }
}

const touch: Maker = (choice) => {
  const path = pick(choice, 'file')
  const mtimeNs = String(choice.random.below(5))
  return path === undefined ? undefined : { do: 'touch', path, mtimeNs }
}

const MAKERS: readonly Maker[] = [
  ...[write, write, write, edit, edit, edit, mkdir, mkdir, move, move, move, rename, rename],
  ...[
    rotate(2),
    rotate(2),
    rotate(3),
    invert,
    unwrap,
    over,
    remove,
    remove,
    replace,
    copy,
    chmod,
    touch,
  ],
]

/** What a person might do; not everything can be done. */
export function randomActs(
  random: SeededRandom,
  tree: PersonsTree,
  token: string,
  hostileRate: number,
): readonly Act[] {
  const all = tree.items()
  const byId = new Map(all.map((item) => [item.nodeId, item]))
  const items = all.filter((item) => !PASSING.test(item.name))
  const acts = random.pick(MAKERS)({ random, items, byId, token, hostileRate }) ?? []
  return 'do' in acts ? [acts] : acts
}

function pick({ random, items, byId }: Choice, kind?: Item['kind']): string | undefined {
  const fitting = kind === undefined ? items : items.filter((item) => item.kind === kind)
  return fitting.length === 0 ? undefined : pathOf(byId, random.pick(fitting))
}

function folder(choice: Choice): string {
  const { random, items } = choice
  const folders = items.filter((item) => item.kind === 'folder')
  const index = random.below(folders.length + 1)
  const chosen = folders[index]
  return chosen === undefined ? '' : pathOf(choice.byId, chosen)
}

function newPath(choice: Choice): string {
  const into = folder(choice)
  return into === '' ? name(choice) : `${into}/${name(choice)}`
}

function name({ random, hostileRate }: Choice): string {
  return random.pick(random.next() < hostileRate ? HOSTILE_NAMES : PLAIN_NAMES)
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
