/**
 * Every limit of protocol v1 in one place. A server may announce smaller ones in `GET /v1/server`;
 * larger ones need a new protocol version.
 */

const KIB = 1024
const MIB = 1024 * KIB

/** Largest plaintext of one block. Bounds the memory that a single frame can ask for. */
export const MAX_BLOCK_BYTES = 4 * MIB
/** Dictionary and block of one delta frame together. */
export const MAX_DELTA_WINDOW_BYTES = 8 * MIB
/** Bases that one delta frame may name. */
export const MAX_FRAME_BASES = 8
/** Largest pack that a client sends in one request. */
export const MAX_PACK_BYTES = 64 * MIB
/** Frames in one pack. */
export const MAX_PACK_FRAMES = 4096
/** Block ids in one `missing` or `read` request (SEC-43). */
export const MAX_BLOCK_IDS_PER_CALL = 4096
/** Operations in one commit. */
export const MAX_COMMIT_OPERATIONS = 1000
/** Rows on one page of changes or of a snapshot. */
export const MAX_PAGE_ROWS = 1000
/** Largest file content, unless the server says otherwise. */
export const DEFAULT_MAX_FILE_BYTES = 10 * 1000 * 1000 * 1000
/** Largest folder depth that a server takes (E18). */
export const MAX_DEPTH = 256
/** Longest name in UTF-8 bytes: what Linux, macOS and Windows file systems can hold. */
export const MAX_NAME_BYTES = 255
/** Longest device, space or login name in characters (SEC-92). */
export const MAX_LABEL_CHARS = 100
/** Longest password in UTF-8 bytes: bounds the work of one hash (SEC-01). */
export const MAX_PASSWORD_BYTES = 1024
/** JSON body of an ordinary request. */
export const MAX_JSON_BYTES = 256 * KIB
/** JSON body of a commit and of block id lists. */
export const MAX_LIST_JSON_BYTES = 2 * MIB
/** Entries that one list block holds at most; 40 bytes each. */
export const MAX_LIST_ENTRIES = 2048
/** Levels of list blocks above the data blocks. */
export const MAX_TREE_DEPTH = 4
/** How long the server parks a long-poll, before jitter. */
export const POLL_HOLD_MS = 55_000
/** Long-polls that one device may have open; a further one ends the oldest (SEC-85). */
export const MAX_POLLS_PER_DEVICE = 4
/** Spaces that one long-poll may name. */
export const MAX_POLL_SPACES = 256
/** How long an uploaded or announced block is safe from cleanup. */
export const PIN_TTL_MS = 24 * 3_600_000
