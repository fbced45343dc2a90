import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Lets this process run the workspaces from their TypeScript sources: `./x.js` is looked for as
 * `x.ts`, workspaces resolve to their sources, Node strips the types.
 * @param change answers the text that takes the place of a file's; the disk keeps its own.
 */
export function runFromSources(change = (_path, text) => text) {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const conditions = ['tidemark-source', ...context.conditions]
      if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL) {
        const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
        if (existsSync(source)) return { url: source.href, shortCircuit: true }
      }
      return nextResolve(specifier, { ...context, conditions })
    },
    load(url, context, nextLoad) {
      if (!url.endsWith('.ts')) return nextLoad(url, context)
      const path = fileURLToPath(url)
      const source = change(path, readFileSync(path, 'utf8'))
      return { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}

/** URL of a source file by its path from the root of the repository. */
export function sourceUrl(root, path) {
  return pathToFileURL(`${root}/${path}`).href
}
