import { runInWorkspaces, runTool } from './run.mjs'
import { listWorkspaces } from './workspaces.mjs'

/**
 * Compiles all workspaces with one `tsc -b` and bundles those that have a bundle script. Not cached
 * by turbo: project references are a cache of their own and two caches disagree.
 * @returns whether everything compiled.
 */
export function compile(root) {
  if (!runTool(root, 'typescript', ['-b'], { bin: 'tsc' })) return false
  const hasBundles = listWorkspaces(root).some(({ manifest }) => manifest.scripts?.bundle)
  return !hasBundles || runInWorkspaces(root, 'bundle')
}
