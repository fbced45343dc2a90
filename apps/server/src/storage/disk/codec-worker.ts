/** Entry of a codec worker thread: does one message after the other. */

import { parentPort } from 'node:worker_threads'
import { giveBack } from '../../platform/memory.js'
import { identifyBlock, openBlock, sealBlock } from './block-sealing.js'
import {
  bytesAt,
  type CodecReply,
  type CodecReplyItem,
  type CodecRequest,
  SpanWriter,
} from './codec-messages.js'
import { ZstdBlocks } from './zstd-blocks.js'

const EMPTY = new Uint8Array(0)

function work({ jobId, account, bytes, job }: CodecRequest, zstd: ZstdBlocks): CodecReply {
  const output = new SpanWriter()
  const results: CodecReplyItem[] = []
  if (job.do === 'seal') {
    for (const { payload, dictionary, ...item } of job.requests) {
      const request = { ...item, payload: bytesAt(bytes, payload) }
      const result = sealBlock(
        dictionary === undefined ? request : { ...request, dictionary: bytesAt(bytes, dictionary) },
        account,
        zstd,
      )
      const record = result.ok ? result.record : undefined
      const span = record && output.add(record)
      results.push({ of: 'seal', span, result: result.ok ? { ok: true } : result })
    }
  } else {
    for (const item of job.requests) {
      const record = bytesAt(bytes, item.record)
      const result =
        'blockId' in item
          ? openBlock({ ...item, record }, account, zstd)
          : identifyBlock(record, account, zstd)
      const span = result.ok ? output.add(result.block.payload) : undefined
      results.push({
        of: 'open',
        span,
        result: result.ok ? { ok: true, block: { ...result.block, payload: EMPTY } } : result,
      })
    }
  }
  return { jobId, bytes: output.finishAndGiveBack(), results }
}

const port = parentPort
if (port === null) throw new Error('codec-worker runs as a worker thread only')
const zstd = new ZstdBlocks()
port.on('message', (request: CodecRequest) => {
  const reply = work(request, zstd)
  giveBack(new Uint8Array(request.bytes))
  port.postMessage(reply, [reply.bytes])
})
