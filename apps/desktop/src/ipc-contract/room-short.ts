import type { HeldItemStatus } from '@tidemark/control'

/** Codes of items that wait because there is no room for them, here or on the server. */
const ROOM_CODES = ['disk_full', 'quota_exceeded', 'storage_full']

/** An item that waits for room, which no other item will have, either: a matter of the whole folder. */
export function findRoomShort(held: readonly HeldItemStatus[]): HeldItemStatus | undefined {
  return held.find(({ code }) => ROOM_CODES.includes(code))
}
