import { join } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Puts a compiled module and all it imports into one CommonJS script, which is what a single
 * executable can run. Names stay, for stack traces.
 * @returns {Promise<{ code: string, modules: string[] }>} the script and the files it was made of
 */
export async function bundleProgram(folder, input, plugins) {
  const bundle = await rolldown({
    cwd: folder,
    input: join(folder, input),
    platform: 'node',
    plugins,
    logLevel: 'warn',
  })
  const { output } = await bundle.generate({
    format: 'cjs',
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: true },
  })
  await bundle.close()
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`${input} became ${output.length} files instead of one`)
  return { code: chunk.code, modules: chunk.moduleIds }
}
