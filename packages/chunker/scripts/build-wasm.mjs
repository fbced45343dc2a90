// Assembles wasm/gear-scan.wat into src/gear-scan.generated.ts. Run: npm run build:wasm
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import createWabt from 'wabt'

const SOURCE = new URL('../wasm/gear-scan.wat', import.meta.url)
const GENERATED = new URL('../src/gear-scan.generated.ts', import.meta.url)
const HEX_PER_LINE = 96

/** The text that src/gear-scan.generated.ts must have. */
export async function renderGearScan() {
  const wabt = await createWabt()
  const module = wabt.parseWat('gear-scan.wat', await readFile(SOURCE, 'utf8'))
  module.validate()
  const hex = Buffer.from(module.toBinary({}).buffer).toString('hex')
  module.destroy()
  const lines = hex.match(new RegExp(`.{1,${HEX_PER_LINE}}`, 'g')).map((line) => `  '${line}',`)
  return [
    '// Generated from wasm/gear-scan.wat by scripts/build-wasm.mjs. Do not edit.',
    '',
    '/** The WebAssembly module, in hexadecimal. */',
    'export const GEAR_SCAN_HEX = [',
    ...lines,
    "].join('')",
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(GENERATED, await renderGearScan())
}
