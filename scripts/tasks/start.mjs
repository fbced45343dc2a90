/**
 * Starts a server with embedded storage and a client that syncs a folder, all below .data/ of the
 * clone. Arguments go to the server: `npm start -- --port 9000 --host 0.0.0.0`.
 */
import { dirname, join } from 'node:path'
import { untilStopped } from '../local/stop-signals.mjs'
import { TryOut } from '../local/try-out.mjs'
import { compile } from '../suites/compile.mjs'

const root = dirname(dirname(import.meta.dirname))

console.log('Building …')
if (compile(root)) await run()
else process.exitCode = 1

async function run() {
  const stopped = untilStopped()
  try {
    await using tryOut = new TryOut(root, join(root, '.data'))
    const server = await tryOut.startServer(process.argv.slice(2))
    const account = await tryOut.startClient()
    explain(tryOut, server, account)
    await Promise.race([stopped, tryOut.serverEnded()])
    console.log('\nStopping; your files stay where they are.')
  } catch (error) {
    console.error(`\n${error.message}`)
    process.exitCode = 1
  }
}

function explain({ folder, profile }, { url, dataFolder }, { login, password, space }) {
  console.log(`
Tidemark is running. Whatever you put into the folder is on the server a moment later.

  folder       ${folder}
  server       ${url}
  its data     ${dataFolder}
  account      ${login}, password ${password}

Add a second device on this computer, in another terminal:

  ./tidemark --profile ~/second-device login ${url} --login ${login} --device second
  ./tidemark --profile ~/second-device link ~/second-folder --space ${space}

On another computer: clone and build there (npm run build), start this one with
"npm start -- --host 0.0.0.0", and use this computer's address in place of ${new URL(url).hostname}.
Without TLS the login needs --insecure, and others on the network can read along.

  ./tidemark --profile ${profile} status --watch     shows what happens

Ctrl-C stops server and client.`)
}
