/** Lets Node run TypeScript sources as they are: an import of x.js finds x.ts. */
import { registerHooks } from 'node:module'

const OWN_FILE = /^(\.|file:).*\.js$/

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context)
    } catch (error) {
      if (!OWN_FILE.test(specifier)) throw error
      return next(specifier.replace(/\.js$/, '.ts'), context)
    }
  },
})
