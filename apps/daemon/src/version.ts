/** Version of this program, as `tidemark --version` and the server see it. */
export const VERSION = '0.1.0'
