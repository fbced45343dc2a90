import type { NodeId } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import type { Tree } from '../state-store.js'
import { rememberedTrees } from './remembered-trees.js'

const KNOWN = '1'.repeat(32) as NodeId // the form of an id
const ABSENT = '2'.repeat(32) as NodeId // the form of an id

function countingTree(log: string[]): Tree<never> {
  return {
    root: () => undefined,
    find: (nodeId) => void log.push(`find ${nodeId[0]}`),
    children: () => [],
    childrenByKey: (parentId, key) => {
      log.push(`key ${parentId[0]}/${key}`)
      return []
    },
    count: () => 0,
  }
}

test('one pass looks each node and each name up once, absent ones included', () => {
  const log: string[] = []
  const tree = countingTree(log)
  const { local } = rememberedTrees({ remote: tree, local: tree, synced: tree })
  for (let round = 0; round < 2; round++) {
    local.find(KNOWN)
    local.find(ABSENT)
    local.childrenByKey(KNOWN, 'a')
    local.childrenByKey(ABSENT, 'a')
  }
  expect(log).toEqual(['find 1', 'find 2', 'key 1/a', 'key 2/a'])
})
