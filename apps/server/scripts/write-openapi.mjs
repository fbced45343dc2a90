/** Writes docs/spec/generated/openapi.json from the endpoint table; run it after the server is compiled. */
import { writeFile } from 'node:fs/promises'
import { openApiText } from '../dist/openapi/text.js'

const target = new URL('../../../docs/spec/generated/openapi.json', import.meta.url)
await writeFile(target, openApiText())
