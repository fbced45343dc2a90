import {
  COMMON_ERRORS,
  ENDPOINTS,
  type Endpoint,
  ERRORS,
  type ErrorCode,
  ID_PATTERN,
  PACK_MEDIA_TYPE,
  WireErrorSchema,
} from '@tidemark/protocol'

type Json = Readonly<Record<string, unknown>>

/** The API as an OpenAPI 3.1 document, made from the endpoint table. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [operationId, row] of Object.entries<Endpoint>(ENDPOINTS)) {
    const path = row.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operation(operationId, row) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tidemark', version },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'Token of a session (tms_…)' },
        device: { type: 'http', scheme: 'bearer', description: 'Token of a device (tmd_…)' },
      },
      schemas: { Error: WireErrorSchema },
    },
  }
}

function operation(operationId: string, row: Endpoint): Json {
  const body = requestBody(row)
  return {
    operationId,
    summary: row.summary,
    security: security(row),
    parameters: [...pathParameters(row.path), ...queryParameters(row.query)],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...success(row), ...failures(row) },
  }
}

function security({ auth }: Endpoint): Json[] {
  if (auth === 'public') return []
  return auth === 'any' ? [{ session: [] }, { device: [] }] : [{ [auth]: [] }]
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: ID_PATTERN },
  }))
}

function queryParameters(query: Endpoint['query']): Json[] {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Record<string, Json>
    required?: readonly string[]
  } // an object schema
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function requestBody({ body }: Endpoint): Json | undefined {
  if (body === undefined) return undefined
  const content =
    body === 'pack' ? binary(PACK_MEDIA_TYPE) : { 'application/json': { schema: body } }
  return { required: true, content }
}

function success({ response }: Endpoint): Json {
  if (response === 'none') return { 204: { description: 'Done' } }
  if (response === 'pack')
    return { 200: { description: 'A pack', content: binary(PACK_MEDIA_TYPE) } }
  if (response !== 'bytes') {
    return { 200: { description: 'OK', content: { 'application/json': { schema: response } } } }
  }
  const content = binary('application/octet-stream')
  return {
    200: { description: 'The whole content', content },
    206: { description: 'The part that was asked for', content },
    304: { description: 'The client has it already' },
    416: { description: 'No part of the content lies in the range' },
  }
}

/** One answer per status, listing the codes that come with it. */
function failures({ errors, auth }: Endpoint): Json {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set([...COMMON_ERRORS, ...errors])) {
    if (code === 'unauthorized' && auth === 'public') continue
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const schema = { $ref: '#/components/schemas/Error' }
  const answers = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.join(', '), content: { 'application/json': { schema } } },
  ])
  return Object.fromEntries(answers)
}

function binary(mediaType: string): Json {
  return { [mediaType]: { schema: { type: 'string', format: 'binary' } } }
}
