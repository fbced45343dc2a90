import type { Migration } from './migrations.js'

/** Codes for new devices; of a code only its keyed hash is known, and not even that once it is used. */
export const pairings: Migration = {
  version: 5,
  what: 'codes for new devices',
  statements: [
    `CREATE TABLE pairing (
      ordinal INTEGER PRIMARY KEY,
      pairing_id BLOB NOT NULL UNIQUE,
      account_id BLOB NOT NULL REFERENCES account,
      device_id BLOB NOT NULL REFERENCES device (device_id),
      code_hash BLOB UNIQUE,
      created_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      wrong_guesses INTEGER NOT NULL,
      claimed_by BLOB REFERENCES device (device_id)
    ) STRICT`,
    'CREATE INDEX pairing_by_account ON pairing (account_id)',
  ],
}
