/**
 * A server and two devices on this computer: a file travels, a rename travels, and two edits at
 * once both survive. `npm run demo -- --keep` leaves it running to play with.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DemoWorld } from '../local/demo-world.mjs'
import { untilStopped } from '../local/stop-signals.mjs'
import { compile } from '../suites/compile.mjs'

const PASSWORD = 'correct horse battery staple\n'
const root = dirname(dirname(import.meta.dirname))

if (compile(root)) await run()
else process.exitCode = 1

async function run() {
  await using world = new DemoWorld(root)
  const interrupted = untilStopped().then(() => 'interrupted')
  const result = await Promise.race([play(world), interrupted])
  process.exitCode = result === true ? 0 : 1
  if (result === 'interrupted' || !process.argv.includes('--keep')) return
  console.log(`\nStill running; the folders are in ${world.folder}. Ctrl-C ends it.`)
  await interrupted
}

async function play(world) {
  const { url, setupCode } = await world.startServer()
  const [laptop, desktop] = [world.addDevice('laptop'), world.addDevice('desktop')]
  const signIn = ['--login', 'demo', '--password-stdin', '--device']

  say('A server, and a laptop that signs in first')
  await laptop.run(['setup', url, '--code', setupCode, ...signIn, 'laptop'], PASSWORD)
  writeFileSync(join(laptop.folder, 'letter.txt'), 'Dear reader,\n')
  await laptop.run(['link', laptop.folder, '--space', 'Letters'])
  await laptop.run(['sync'])

  say('A second computer gets the file')
  await desktop.run(['login', url, ...signIn, 'desktop'], PASSWORD)
  await desktop.run(['link', desktop.folder, '--space', 'Letters'])
  await desktop.run(['sync'])
  const hasArrived = show(desktop, 'letter.txt')

  say('A rename travels as a rename')
  renameSync(join(desktop.folder, 'letter.txt'), join(desktop.folder, 'greeting.txt'))
  for (const device of [desktop, laptop]) await device.run(['sync'])
  const isRenamed = show(laptop, 'greeting.txt')

  say('Both change it while apart: the first write keeps the name, the other survives beside it')
  for (const device of [laptop, desktop]) {
    await device.run(['pause'])
    writeFileSync(join(device.folder, 'greeting.txt'), `Dear reader of the ${device.name},\n`)
  }
  for (const device of [laptop, desktop]) {
    await device.run(['resume'])
    await device.run(['sync'])
  }
  await laptop.run(['sync'])
  await laptop.run(['conflicts'])
  return [hasArrived, isRenamed, listFiles(laptop) === 2, listFiles(desktop) === 2].every(Boolean)
}

function say(text) {
  console.log(`\n=== ${text}`)
}

function show({ name, folder }, file) {
  const path = join(folder, file)
  console.log(
    `\n[${name}] ${file}: ${existsSync(path) ? readFileSync(path, 'utf8').trim() : 'missing'}`,
  )
  return existsSync(path)
}

function listFiles({ name, folder }) {
  const files = readdirSync(folder).filter((file) => !file.startsWith('.'))
  console.log(`\n[${name}] has`)
  for (const file of files)
    console.log(`  ${file}: ${readFileSync(join(folder, file), 'utf8').trim()}`)
  return files.length
}
