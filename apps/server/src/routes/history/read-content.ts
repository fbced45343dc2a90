import {
  type BlockStorage,
  type ContentView,
  getContent,
  type ListBlockReader,
  readContent,
} from '@tidemark/server-core'
import { parseByteRange } from '../../http/byte-range.js'
import { attachmentHeader, namesEtag } from '../../http/content-headers.js'
import type { BytesAnswer, Call, Handler } from '../../http/route-types.js'

export function readContentRoute(
  storage: BlockStorage,
  reader: ListBlockReader,
): Handler<'readContent'> {
  return async ({ caller, params, query, headers }) => {
    const { spaceId, nodeId } = params
    const view = await getContent(storage.metadata, caller, spaceId, nodeId, query.revision)
    return contentAnswer(storage, reader, view, headers)
  }
}

/** A revision never changes, so its id is a strong validator for whole files and for parts. */
function contentAnswer(
  storage: BlockStorage,
  reader: ListBlockReader,
  { accountId, name, revisionId, content }: ContentView,
  headers: Call<'readContent'>['headers'],
): BytesAnswer {
  const { sizeBytes } = content
  const etag = `"${revisionId}"`
  const shared = {
    etag,
    'accept-ranges': 'bytes',
    // The answer may be kept by the browser of this person, but asked for again each time.
    'cache-control': 'private, no-cache',
    'content-disposition': attachmentHeader(name),
    'content-type': 'application/octet-stream',
  }
  if (namesEtag(single(headers['if-none-match']), etag)) return { status: 304, headers: shared }
  const ifRange = single(headers['if-range'])
  const isRangeWanted = ifRange === undefined || ifRange.trim() === etag
  const range = parseByteRange(isRangeWanted ? single(headers.range) : undefined, sizeBytes)
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...shared, 'content-range': `bytes */${sizeBytes}` } }
  }
  const { start, end } = range === 'whole' ? { start: 0, end: sizeBytes } : range
  const body = readContent(storage, reader, accountId, content, { start, end })
  const length = { ...shared, 'content-length': String(end - start) }
  if (range === 'whole') return { status: 200, headers: length, body }
  const contentRange = `bytes ${start}-${end - 1}/${sizeBytes}`
  return { status: 206, headers: { ...length, 'content-range': contentRange }, body }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}
