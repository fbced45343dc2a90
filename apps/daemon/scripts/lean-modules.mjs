/** Keeps what the program never calls from being loaded only because something is imported. */
import http from 'node:http'

const HTTP = '\0node:http'

/**
 * `import` from node:http reads every export, and some are getters that load all of undici: 4 MiB in
 * each thread and 5 MiB of Node itself. Taken as an object, only what is used is read.
 */
export function httpWithoutUndici() {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(http))
  const names = fields.filter(([, field]) => 'value' in field).map(([name]) => name)
  return {
    name: 'http-without-undici',
    resolveId: (id) => (id === 'node:http' ? { id: HTTP, moduleSideEffects: false } : null),
    load: (id) =>
      id === HTTP
        ? `const http = process.getBuiltinModule('node:http')
          export const { ${names.join(', ')} } = http
          export default http`
        : null,
  }
}

/** What builds a formatter of lists while it is loaded, though only messages of errors need one. */
const FORMATTERS = /(?<=const \w+Formatter = )new Intl\.ListFormat\((.+)\)(?=;)/g

/** Makes formatters when they are used: the first one reads 4 MiB of language data. */
export function lazyListFormats() {
  return {
    name: 'lazy-list-formats',
    transform: {
      filter: { id: /@sindresorhus\/is\/distribution\/index\.js$/ },
      handler(code) {
        if (code.match(FORMATTERS)?.length !== 2) this.error('not the formatters that were known')
        const lazy = '{ format: (list) => new Intl.ListFormat($1).format(list) }'
        return { code: code.replace(FORMATTERS, lazy), map: null }
      },
    },
  }
}
