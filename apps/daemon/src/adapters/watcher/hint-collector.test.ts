import { describe, expect, it } from 'vitest'
import { HintCollector } from './hint-collector.js'

function collect(...paths: string[]) {
  const collector = new HintCollector('/home/sync')
  for (const path of paths) collector.addEvent(path)
  return collector.take()
}

describe('HintCollector', () => {
  it('names each folder that has something to see once', () => {
    expect(
      collect('/home/sync/a/b/x', '/home/sync/a/b/y', '/home/sync/top', '/home/sync/a'),
    ).toEqual(['a/b', ''])
  })

  it('takes a change of the root itself for a change of everything', () => {
    expect(collect('/home/sync', '/home/sync/a/x')).toEqual(['everything'])
  })

  it('does not hear of our own files (SEC-64)', () => {
    expect(collect('/home/sync/.tidemark/trash/x', '/home/sync/a/.tidemark-tmp-1')).toEqual([])
  })

  it('refuses paths outside the root (PS191)', () => {
    expect(collect('/home/sync-not/x', '/etc/passwd', '/home')).toEqual([])
  })

  it('stops above a folder whose name cannot be in a path (E47)', () => {
    expect(collect(`/home/sync/a/${'x'.repeat(256)}/b/c`)).toEqual(['a'])
  })

  it.each([
    [8000, ['a']],
    [8001, ['everything']],
  ])('after %i events at once hints at %j (PS190, E88)', (count, hints) => {
    expect(collect(...Array.from({ length: count }, (_, i) => `/home/sync/a/${i}`))).toEqual(hints)
  })

  it('hints at everything when too many folders changed', () => {
    expect(collect(...Array.from({ length: 501 }, (_, i) => `/home/sync/${i}/x`))).toEqual([
      'everything',
    ])
  })

  it.each([
    [251, '/home/sync/a/x', ['everything']],
    [250, '/home/sync/a/x', ['a']],
    [9999, undefined, []],
  ])('after a lag of %i ms with %s hints at %j', (lagMs, path, hints) => {
    const collector = new HintCollector('/home/sync')
    collector.addLag(lagMs)
    if (path !== undefined) collector.addEvent(path)
    expect(collector.take()).toEqual(hints)
  })

  it('starts anew after each take', () => {
    const collector = new HintCollector('/home/sync')
    collector.addUnknown()
    collector.addLag(9999)
    expect(collector.take()).toEqual(['everything'])
    collector.addEvent('/home/sync/a/x')
    expect(collector.take()).toEqual(['a'])
  })
})
