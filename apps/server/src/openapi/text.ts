import { SERVER_VERSION } from '../version.js'
import { openApiDocument } from './document.js'

/** The OpenAPI document as the repository keeps it in docs/spec/generated/openapi.json. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(SERVER_VERSION), null, 2)}\n`
}
