/** Protocol version that this package speaks; the first path segment of every call (`/v1`). */
export const PROTOCOL_VERSION = 1

/** Media type of a block pack (see pack.ts). */
export const PACK_MEDIA_TYPE = 'application/vnd.tidemark.pack'

/** Prefix of a device token, so that secret scanners recognise one (SEC-03). */
export const DEVICE_TOKEN_PREFIX = 'tmd_'

/** Prefix of a session token. */
export const SESSION_TOKEN_PREFIX = 'tms_'

/** The hash that names blocks. Stored with each file so that another can follow later. */
export const HASH_ID = 'sha256'
