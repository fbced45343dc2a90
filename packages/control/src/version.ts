/** Version of the control API. Client and daemon must agree on it exactly: they ship together. */
export const CONTROL_PROTOCOL = 1

/** Longest line in UTF-16 units, its newline not counted: bounds the memory that a peer can ask for. */
export const MAX_CONTROL_LINE_CHARS = 1024 * 1024
