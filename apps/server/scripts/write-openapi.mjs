/** Writes docs/spec/generated/openapi.json from the endpoint table; the server is compiled first. */
import { writeFile } from 'node:fs/promises'
import { openApiDocument, SERVER_VERSION } from '../dist/index.js'

const target = new URL('../../../docs/spec/generated/openapi.json', import.meta.url)
await writeFile(target, `${JSON.stringify(openApiDocument(SERVER_VERSION), null, 2)}\n`)
