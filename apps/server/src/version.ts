/** Version of this server; the package's own. */
export const SERVER_VERSION = '0.1.0'
