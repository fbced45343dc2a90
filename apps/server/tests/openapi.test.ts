import { readFile } from 'node:fs/promises'
import { ENDPOINTS } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../src/openapi/document.js'
import { SERVER_VERSION } from '../src/version.js'
import { call } from './_client.js'
import { startTestServer } from './_server.js'

describe('the OpenAPI document', () => {
  it('in the repository is what the endpoint table says (npm run openapi writes it)', async () => {
    const kept = await readFile(
      new URL('../../../docs/spec/generated/openapi.json', import.meta.url),
      'utf8',
    )
    expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(openApiDocument(SERVER_VERSION))))
  })

  it('is served, with an operation for every row', async () => {
    const { server } = await startTestServer()
    const { status, body } = await call(server, 'GET', '/v1/openapi.json')
    expect(status).toBe(200)
    const { paths } = body as { paths: Record<string, Record<string, { operationId: string }>> }
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
    const names = operations.map(({ operationId }) => operationId)
    expect(names.sort()).toEqual(Object.keys(ENDPOINTS).sort())
  })
})
