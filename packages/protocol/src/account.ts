/** Accounts, sessions, devices and spaces. */

import { type Static, Type } from 'typebox'
import type { AccountId, DeviceId, Epoch, NodeId, SpaceId } from './ids.js'
import { MAX_LABEL_CHARS, MAX_PASSWORD_BYTES } from './limits.js'
import {
  AtMsSchema,
  idSchema,
  nullable,
  oneOf,
  SeqSchema,
  SizeSchema,
  strictObject,
} from './schema.js'

/** A name that people see; control characters are refused. */
export const LabelSchema = Type.String({
  minLength: 1,
  maxLength: MAX_LABEL_CHARS,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
})
export const LoginSchema = Type.String({
  minLength: 1,
  maxLength: MAX_LABEL_CHARS,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@+-]*$',
})
export const PasswordSchema = Type.String({ minLength: 1, maxLength: MAX_PASSWORD_BYTES })

/** `POST /v1/setup`, once, with the code that the server printed (SEC-13): makes the first account. */
export const SetupRequestSchema = strictObject({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  login: LoginSchema,
  password: PasswordSchema,
})
export const SetupResponseSchema = Type.Object({ accountId: idSchema<AccountId>() })

/** `POST /v1/session`: a session token, good for an hour, to manage devices and spaces. */
export const SessionRequestSchema = strictObject({ login: LoginSchema, password: PasswordSchema })
export const SessionResponseSchema = Type.Object({
  accountId: idSchema<AccountId>(),
  token: Type.String(),
  expiresAtMs: AtMsSchema,
})
export type SessionResponse = Static<typeof SessionResponseSchema>

/** `POST /v1/devices`: a device token, shown once. */
export const DeviceRequestSchema = strictObject({
  name: LabelSchema,
  platform: oneOf('linux', 'macos', 'windows', 'other'),
})
export const DeviceResponseSchema = Type.Object({
  deviceId: idSchema<DeviceId>(),
  accountId: idSchema<AccountId>(),
  token: Type.String(),
})
export type DeviceResponse = Static<typeof DeviceResponseSchema>

export const DeviceSchema = Type.Object({
  deviceId: idSchema<DeviceId>(),
  name: Type.String(),
  platform: Type.String(),
  createdAtMs: AtMsSchema,
  lastSeenAtMs: nullable(AtMsSchema),
  revokedAtMs: nullable(AtMsSchema),
  /** Whether it is the device that asks. */
  current: Type.Boolean(),
})
export const DeviceListSchema = Type.Object({ devices: Type.Array(DeviceSchema) })

/** `POST /v1/spaces`. */
export const SpaceRequestSchema = strictObject({ name: LabelSchema })
export const SpaceSchema = Type.Object({
  spaceId: idSchema<SpaceId>(),
  name: Type.String(),
  rootNodeId: idSchema<NodeId>(),
  epoch: idSchema<Epoch>(),
  headSeq: SeqSchema,
  role: oneOf('owner', 'editor', 'viewer'),
  /** Reserved: only `none` in version 1. */
  encryptionMode: oneOf('none'),
})
export type Space = Static<typeof SpaceSchema>
export const SpaceListSchema = Type.Object({ spaces: Type.Array(SpaceSchema) })
export type SpaceList = Static<typeof SpaceListSchema>

/** `GET /v1/account`. */
export const AccountSchema = Type.Object({
  accountId: idSchema<AccountId>(),
  login: Type.String(),
  quotaBytes: nullable(SizeSchema),
  /** Logical bytes of live and retained versions. */
  usedBytes: SizeSchema,
  /** Position in the account's journal; changes when spaces or devices do. */
  seq: SeqSchema,
})
export type Account = Static<typeof AccountSchema>

/** `GET /v1/account/changes?after=`: the account's journal, at most one page. */
export const AccountChangesQuerySchema = strictObject({
  after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
})
export const AccountChangesResponseSchema = Type.Object({
  changes: Type.Array(
    Type.Object({
      seq: SeqSchema,
      atMs: AtMsSchema,
      type: oneOf('space_joined', 'space_left', 'device_added', 'device_revoked'),
      spaceId: Type.Optional(idSchema<SpaceId>()),
      deviceId: Type.Optional(idSchema<DeviceId>()),
    }),
  ),
  headSeq: SeqSchema,
})
