import type { Change, DeviceId, NodeId, OpId, RevisionId } from '@tidemark/protocol'

/** Where a node was. */
export interface FormerPlace {
  readonly parentId: NodeId
  readonly name: string
}

/**
 * What the device has done to one node since the moment, each aspect by what was there before its
 * first change of it, and what others have done to that aspect after it.
 */
export interface NodeStory {
  readonly nodeId: NodeId
  /** Set when the device made, deleted or restored the node. */
  was: 'absent' | 'live' | undefined
  place: FormerPlace | undefined
  content: RevisionId | undefined
  /** The device changed it in a way that the journal does not tell. */
  isUnknown: boolean
  /** Somebody else made it live or deleted it. */
  othersDecided: boolean
  othersMoved: boolean
  othersEdited: boolean
}

/** Whose changes are undone. */
interface UndoneDevice {
  readonly deviceId: DeviceId
  /** Later changes of the device count as those of others. */
  readonly throughSeq: number
  /** Changes of the undo itself, which are nobody's. */
  readonly undoId: OpId | undefined
}

type Upsert = Extract<Change, { type: 'upsert' }>
type Delete = Extract<Change, { type: 'delete' }>

/** Reads a journal in order and gathers the stories of the nodes that one device has touched. */
export class StoryCollector {
  readonly stories = new Map<NodeId, NodeStory>()
  /** Positions of the device's deletions; the first one of an operation marks all rows that went. */
  readonly deletions = new Set<number>()
  readonly #device: UndoneDevice

  constructor(device: UndoneDevice) {
    this.#device = device
  }

  /** Takes the next change. */
  add(change: Change): void {
    const { deviceId, throughSeq, undoId } = this.#device
    if (change.opId !== null && change.opId === undoId) return
    const isOurs = change.deviceId === deviceId && change.seq <= throughSeq
    if (change.type === 'upsert') {
      if (isOurs) this.#addOwnUpsert(change)
      else noteUpsert(this.stories.get(change.node.nodeId), change)
    }
    if (change.type !== 'delete') return
    if (isOurs) this.#addOwnDelete(change)
    else noteDelete(this.stories.get(change.nodeId))
  }

  #addOwnUpsert({ node, before }: Upsert): void {
    const story = this.#storyOf(node.nodeId)
    if (before === undefined) {
      story.isUnknown = true
      return
    }
    if (before === null) {
      story.was ??= 'absent'
      return
    }
    const { deletedSeq, parentId = node.parentId, name = node.name, contentRev } = before
    // What it deleted itself, directly or with a folder, was live before it began.
    if (deletedSeq !== undefined) story.was ??= this.deletions.has(deletedSeq) ? 'live' : 'absent'
    if (isMove(before) && parentId !== null) story.place ??= { parentId, name }
    if (contentRev !== undefined) story.content ??= contentRev
  }

  #addOwnDelete({ nodeId, seq }: Delete): void {
    this.#storyOf(nodeId).was ??= 'live'
    this.deletions.add(seq)
  }

  #storyOf(nodeId: NodeId): NodeStory {
    const known = this.stories.get(nodeId)
    if (known !== undefined) return known
    const story: NodeStory = {
      nodeId,
      was: undefined,
      place: undefined,
      content: undefined,
      isUnknown: false,
      othersDecided: false,
      othersMoved: false,
      othersEdited: false,
    }
    this.stories.set(nodeId, story)
    return story
  }
}

/** What others did before the device came to the node is nothing that an undo could take away. */
function noteUpsert(story: NodeStory | undefined, { before }: Upsert): void {
  if (story === undefined) return
  const isTold = before !== undefined && before !== null
  if (!isTold || before.deletedSeq !== undefined) story.othersDecided = true
  const isMade = story.was === 'absent'
  if (isTold && isMove(before) && (isMade || story.place !== undefined)) story.othersMoved = true
  if (isTold && before.contentRev !== undefined && (isMade || story.content !== undefined)) {
    story.othersEdited = true
  }
}

function noteDelete(story: NodeStory | undefined): void {
  if (story !== undefined) story.othersDecided = true
}

function isMove(before: NonNullable<Upsert['before']>): boolean {
  return before.parentId !== undefined || before.name !== undefined
}
