import { expect, test } from 'vitest'
import { spawnDetached, withoutInheritedFiles } from './spawn-detached.js'

/** What a started program prints. */
async function outputOf(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const child = spawnDetached({ command: process.execPath, args }, environment, [
    'ignore',
    'pipe',
    'ignore',
  ])
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await new Promise((done) => child.once('close', done))
  return output
}

test('a program gets its arguments as they are, whatever is in them', async () => {
  const hostile = ['a b', '$(id)', '"; exit 1', "it's", '*']
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))'
  const output = await outputOf(['-e', print, ...hostile], process.env)
  expect(JSON.parse(output)).toEqual(hostile)
})

test('what steers Electron or Node here does not steer the program', async () => {
  const print = 'process.stdout.write(JSON.stringify(process.env))'
  const environment = { ...process.env, NODE_OPTIONS: '--bad', ELECTRON_X: '1', KEPT: 'yes' }
  const output = JSON.parse(await outputOf(['-e', print], environment))
  expect(output.KEPT).toBe('yes')
  expect(output).not.toHaveProperty('ELECTRON_X')
  expect(output).not.toHaveProperty('NODE_OPTIONS')
})

test('without a shell that can close files the program is started as it is', () => {
  const program = { command: '/opt/tidemark', args: ['daemon'] }
  expect(withoutInheritedFiles(program, undefined)).toBe(program)
  expect(withoutInheritedFiles(program, '/bin/bash').command).toBe('/bin/bash')
})
