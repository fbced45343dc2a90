import type {
  ConflictId,
  DeviceId,
  ENDPOINTS,
  EndpointName,
  HoldId,
  NodeId,
  PairingId,
  SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '@tidemark/server-core'
import type { Static, TSchema } from 'typebox'

/** What each path parameter names. */
interface IdsByParameter {
  readonly spaceId: SpaceId
  readonly deviceId: DeviceId
  readonly nodeId: NodeId
  readonly conflictId: ConflictId
  readonly holdId: HoldId
  readonly pairingId: PairingId
}

type ParameterNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type Row<N extends EndpointName> = (typeof ENDPOINTS)[N]
type Part<R, K extends string> = R extends { readonly [P in K]: infer S } ? S : undefined

/** A body of a request as its route takes it. */
type Body<S> = S extends 'pack'
  ? AsyncIterable<Uint8Array>
  : S extends TSchema
    ? Static<S>
    : undefined

/** What a route answers. */
type Answer<S> = S extends 'pack'
  ? AsyncIterable<Uint8Array>
  : S extends 'bytes'
    ? BytesAnswer
    : S extends 'none'
      ? undefined
      : S extends TSchema
        ? Static<S>
        : never

/** File content, or a part of it, or the word that the client has it already. */
export interface BytesAnswer {
  readonly status: 200 | 206 | 304 | 416
  readonly headers: Readonly<Record<string, string>>
  readonly body?: AsyncIterable<Uint8Array>
}

/** A checked request. */
export interface Call<N extends EndpointName> {
  readonly params: {
    readonly [P in ParameterNames<Row<N>['path']>]: P extends keyof IdsByParameter
      ? IdsByParameter[P]
      : string
  }
  readonly query: Part<Row<N>, 'query'> extends TSchema ? Static<Part<Row<N>, 'query'>> : undefined
  readonly body: Body<Part<Row<N>, 'body'>>
  readonly caller: Row<N>['auth'] extends 'public' ? undefined : Caller
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Where the request came from; the proxy's word only when the proxy is trusted. */
  readonly address: string
  /** Aborted when the client went away. */
  readonly signal: AbortSignal
}

/** One operation of the API. */
export type Handler<N extends EndpointName> = (call: Call<N>) => Promise<Answer<Row<N>['response']>>

/** A handler for every row of the endpoint table. */
export type Handlers = { readonly [N in EndpointName]: Handler<N> }
