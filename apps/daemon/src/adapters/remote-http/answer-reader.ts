import {
  AppError,
  ERRORS,
  type ErrorCode,
  type ErrorDetails,
  isErrorCode,
  WireErrorSchema,
} from '@tidemark/protocol'
import { Compile, type Validator } from 'typebox/compile'
import { parseRetryAfter } from './back-off.js'
import type { Answer } from './exchange.js'

/** Largest JSON answer that is read: a full page of changes with the longest names fits well. */
export const MAX_JSON_ANSWER_BYTES = 32 * 1024 * 1024
/** Largest answer that is read to learn what went wrong. */
const MAX_ERROR_BYTES = 64 * 1024

const isWireError = Compile(WireErrorSchema)

/**
 * The JSON of a successful answer, checked against its schema. Anything else that answers 200, a
 * sign-in page of a network or half an answer, is `server_unexpected` and never taken for data
 * (E90, E105).
 * @throws AppError
 */
export async function readJson(answer: Answer, check: Validator): Promise<unknown> {
  const value = await readAnyJson(answer, MAX_JSON_ANSWER_BYTES)
  if (check.Check(value)) return value
  const [first] = check.Errors(value)
  throw unexpected(answer, `unknown form at ${first?.instancePath ?? '/'}`)
}

/**
 * Checks the head of an answer that should hold `mediaType`.
 * @throws AppError `server_unexpected`
 */
export function checkMediaType(answer: Answer, mediaType: string): void {
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  const type = (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === mediaType && encoding === 'identity') return
  answer.discard()
  throw unexpected(answer, `content type ${type}`)
}

/** What an unsuccessful answer means. Reads its body when it is small JSON. */
export async function readFailure(answer: Answer, nowMs: number): Promise<AppError> {
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], nowMs)
  const facts: ErrorDetails = retryAfterMs === undefined ? {} : { retryAfterMs }
  try {
    const body = await readAnyJson(answer, MAX_ERROR_BYTES)
    if (isWireError.Check(body)) {
      const details = { ...primitives(body.details), ...facts, requestId: body.requestId }
      return new AppError(codeOf(body.error, answer.status), details)
    }
  } catch (error) {
    // What a proxy says in HTML does not matter; its status does.
    if (!(error instanceof AppError) || error.code !== 'server_unexpected') throw error
  }
  return new AppError(codeOfStatus(answer.status), { status: answer.status, ...facts })
}

async function readAnyJson(answer: Answer, maxBytes: number): Promise<unknown> {
  checkMediaType(answer, 'application/json')
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of answer.body) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) {
      answer.discard()
      throw unexpected(answer, `more than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw unexpected(answer, 'not JSON', cause)
  }
}

/** A code that only devices use, or that is unknown, is taken by its status. */
function codeOf(code: string, status: number): ErrorCode {
  return isErrorCode(code) && ERRORS[code].status !== 0 ? code : codeOfStatus(status)
}

/** 401 or 404 from something that is no Tidemark server must not sign a device out. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 429) return 'rate_limited'
  return status >= 502 && status <= 504 ? 'unavailable' : 'server_unexpected'
}

function primitives(details: Readonly<Record<string, unknown>> | undefined): ErrorDetails {
  const kept = Object.entries(details ?? {}).filter(([, value]) => typeof value !== 'object')
  // JSON knows no other kinds than objects, null (an object here too) and these three.
  return Object.fromEntries(kept) as ErrorDetails
}

function unexpected(answer: Answer, problem: string, cause?: unknown): AppError {
  return new AppError('server_unexpected', { status: answer.status, problem }, { cause })
}
