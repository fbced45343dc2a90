import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Desk } from './_desk.js'

/** What a program does to its folder to save `doc` once, call by call. */
type Pattern = readonly [name: string, calls: readonly ((at: (name: string) => string) => void)[]]

const NEW = 'the new text, longer than before'

const PATTERNS: readonly Pattern[] = [
  [
    'vim with a backup that goes (PS195, E22)',
    [
      (at) => writeFileSync(at('4913'), ''),
      (at) => rmSync(at('4913')),
      (at) => renameSync(at('doc'), at('doc~')),
      (at) => writeFileSync(at('doc'), NEW),
      (at) => rmSync(at('doc~')),
    ],
  ],
  [
    'vim with a swap file, in place (E22, E23)',
    [
      (at) => writeFileSync(at('.doc.swp'), 'swap'),
      (at) => copyFileSync(at('doc'), at('doc~')),
      (at) => writeFileSync(at('doc'), ''),
      (at) => writeFileSync(at('doc'), NEW),
      (at) => rmSync(at('doc~')),
      (at) => rmSync(at('.doc.swp')),
    ],
  ],
  [
    'gedit and other GLib programs (PS195, E22)',
    [
      (at) => writeFileSync(at('.goutputstream-Q2V8P3'), ''),
      (at) => writeFileSync(at('.goutputstream-Q2V8P3'), NEW),
      (at) => renameSync(at('.goutputstream-Q2V8P3'), at('doc')),
    ],
  ],
  [
    'GLib programs that keep a backup for a moment (PS195)',
    [
      (at) => writeFileSync(at('.goutputstream-Q2V8P3'), NEW),
      (at) => linkSync(at('doc'), at('doc~')),
      (at) => renameSync(at('.goutputstream-Q2V8P3'), at('doc')),
      (at) => rmSync(at('doc~')),
    ],
  ],
  [
    'LibreOffice with lock and temporary file (PS196, E22)',
    [
      (at) => writeFileSync(at('.~lock.doc#'), ',user,host;'),
      (at) => writeFileSync(at('lu4711abc.tmp'), ''),
      (at) => writeFileSync(at('lu4711abc.tmp'), NEW),
      (at) => renameSync(at('lu4711abc.tmp'), at('doc')),
      (at) => rmSync(at('.~lock.doc#')),
    ],
  ],
  [
    'LibreOffice that moves the old file aside (PS196)',
    [
      (at) => writeFileSync(at('.~lock.doc#'), ',user,host;'),
      (at) => renameSync(at('doc'), at('doc.osl-tmp')),
      (at) => writeFileSync(at('doc'), ''),
      (at) => writeFileSync(at('doc'), NEW),
      (at) => rmSync(at('doc.osl-tmp')),
      (at) => rmSync(at('.~lock.doc#')),
    ],
  ],
  [
    'Microsoft Office (PS195, E22)',
    [
      (at) => writeFileSync(at('~$doc'), 'owner'),
      (at) => writeFileSync(at('~WRD0001.tmp'), ''),
      (at) => writeFileSync(at('~WRD0001.tmp'), NEW),
      (at) => renameSync(at('doc'), at('~WRL0002.tmp')),
      (at) => renameSync(at('~WRD0001.tmp'), at('doc')),
      (at) => rmSync(at('~WRL0002.tmp')),
      (at) => rmSync(at('~$doc')),
    ],
  ],
  [
    'the safe save of macOS (PS195, E22)',
    [
      (at) => mkdirSync(at('doc.sb-1a2b3c4d-AbCdEf')),
      (at) => writeFileSync(join(at('doc.sb-1a2b3c4d-AbCdEf'), 'doc'), NEW),
      (at) => renameSync(at('doc'), at('doc.sb-1a2b3c4d-GhIjKl')),
      (at) => renameSync(join(at('doc.sb-1a2b3c4d-AbCdEf'), 'doc'), at('doc')),
      (at) => rmSync(at('doc.sb-1a2b3c4d-GhIjKl')),
      (at) => rmdirSync(at('doc.sb-1a2b3c4d-AbCdEf')),
    ],
  ],
  [
    'a program that removes the file and writes it anew (E22)',
    [(at) => rmSync(at('doc')), (at) => writeFileSync(at('doc'), NEW)],
  ],
  [
    'a program that empties the file before it writes (E23)',
    [
      (at) => {
        const file = openSync(at('doc'), 'r+')
        ftruncateSync(file, 0)
        closeSync(file)
      },
      (at) => appendFileSync(at('doc'), NEW),
    ],
  ],
  [
    'a program that overwrites the file and sets its time back (E24)',
    [
      (at) => {
        const file = openSync(at('doc'), 'r+')
        writeSync(file, NEW)
        closeSync(file)
        utimesSync(at('doc'), 1, 1)
      },
    ],
  ],
  ['sed -i (E22)', [(at) => run('sed', '-i', `s/.*/${NEW}/`, at('doc'))]],
]

async function openDesk(): Promise<Desk> {
  const desk = await Desk.open()
  writeFileSync(join(desk.root, 'doc'), 'the old text')
  desk.turnOn()
  await desk.rest()
  return desk
}

const MOMENTS = ['looked at after every call', 'looked at after the save', 'off while it saves']

describe.each(PATTERNS)('%s makes one new version of the same file', (_, calls) => {
  it.each(MOMENTS)('%s', async (moment) => {
    await using desk = await openDesk()
    const nodeId = desk.nodeAt('doc')
    if (nodeId === undefined) throw new Error('not synced')
    await save(desk, calls, moment)
    expect(desk.nodeAt('doc')).toBe(nodeId)
    expect(await desk.versionCount(nodeId)).toBe(2)
    expect(readdirSync(desk.root).sort()).toEqual(['.tidemark', 'doc'])
    await desk.there.sync()
    expect(desk.there.contents()).toEqual({ doc: expect.stringContaining(NEW) })
    expect(desk.heldPaths()).toEqual([])
  })
})

describe('a program that saves under a name that tells nothing, as spreadsheets do (PS195, E22)', () => {
  const calls: Pattern[1] = [
    (at) => writeFileSync(at('A1B2C300'), NEW),
    (at) => renameSync(at('doc'), at('7D4E5F60.tmp')),
    (at) => renameSync(at('A1B2C300'), at('doc')),
    (at) => rmSync(at('7D4E5F60.tmp')),
  ]

  it.each(MOMENTS.slice(1))('makes one new version of the same file, %s', async (moment) => {
    await using desk = await openDesk()
    const nodeId = desk.nodeAt('doc')
    await save(desk, calls, moment)
    expect(desk.nodeAt('doc')).toBe(nodeId)
  })

  it('loses nothing when it is looked at after every call', async () => {
    await using desk = await openDesk()
    await save(desk, calls, 'looked at after every call')
    await desk.there.sync()
    expect(desk.there.contents()).toEqual({ doc: NEW })
    expect(await desk.keptTexts()).toEqual(new Set(['the old text', NEW]))
  })
})

describe('an editor that keeps its backup (E22, E05)', () => {
  it.each(MOMENTS)('adds a version to each of both files, %s', async (moment) => {
    await using desk = await openDesk()
    const nodeId = desk.nodeAt('doc')
    const backups: (string | undefined)[] = []
    for (const text of ['second', 'third']) {
      const calls: Pattern[1] = [
        (at) => renameSync(at('doc'), at('doc~')),
        (at) => writeFileSync(at('doc'), text),
      ]
      await save(desk, calls, moment)
      backups.push(desk.nodeAt('doc~'))
    }
    expect(desk.nodeAt('doc')).toBe(nodeId)
    expect(backups[0]).toBe(backups[1])
    await desk.there.sync()
    expect(desk.there.contents()).toEqual({ doc: 'third', 'doc~': 'second' })
  })
})

describe('git (PS195, E22)', () => {
  it.each(MOMENTS.slice(1))('switches between branches without new files, %s', async (moment) => {
    await using desk = await Desk.open()
    const git = (...args: string[]) => run('git', '-C', desk.root, ...IDENTITY, ...args)
    const at = (name: string): string => join(desk.root, name)
    run('git', 'init', '-q', '-b', 'one', desk.root)
    writeFileSync(at('.gitignore'), '.tidemark\n')
    for (const name of ['a', 'b', 'only']) writeFileSync(at(name), `one ${name}`)
    git('add', '.')
    git('commit', '-q', '-m', 'one')
    desk.turnOn()
    await desk.rest()
    const ids = ['a', 'b'].map((name) => desk.nodeAt(name))
    const calls: Pattern[1] = [
      () => git('checkout', '-q', '-b', 'two'),
      () => writeFileSync(at('a'), 'two a, longer'),
      () => git('rm', '-q', 'only'),
      () => git('commit', '-q', '-am', 'two'),
      () => git('checkout', '-q', 'one'),
    ]
    await save(desk, calls, moment)
    expect(['a', 'b'].map((name) => desk.nodeAt(name))).toEqual(ids)
    await desk.there.sync()
    const files = Object.entries(desk.there.contents()).filter(([path]) => !path.startsWith('.git'))
    expect(Object.fromEntries(files)).toEqual({ a: 'one a', b: 'one b', only: 'one only' })
    expect(desk.there.contents()['.git/HEAD']).toBe('ref: refs/heads/one\n')
  })
})

const IDENTITY = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'gc.auto=0']

/** Lets the program do its calls while the engine looks, or is off. */
async function save(desk: Desk, calls: Pattern[1], moment: string | undefined): Promise<void> {
  if (moment === 'off while it saves') await desk.turnOff()
  for (const call of calls) {
    call((name) => join(desk.root, name))
    if (moment === 'looked at after every call') await desk.glance()
  }
  if (moment === 'off while it saves') desk.turnOn()
  await desk.rest()
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' })
}
