import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
// @ts-expect-error the build script is plain JavaScript without types
import { renderGearScan } from '../scripts/build-wasm.mjs'

it('the embedded WebAssembly is what wasm/gear-scan.wat assembles to', async () => {
  const committed = await readFile(new URL('./gear-scan.generated.ts', import.meta.url), 'utf8')
  expect(await renderGearScan()).toBe(committed)
})
