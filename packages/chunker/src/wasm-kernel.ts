import { GEAR } from './gear.js'
import { GEAR_SCAN_HEX } from './gear-scan.generated.js'
import { createPiecewiseKernel, type Kernel, PIECE_BYTES, type ScanPiece } from './kernel.js'

/** As much of the WebAssembly API as is used here; the language library that this package sees has none. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

/** The exports of wasm/gear-scan.wat; the layout of its memory is drawn there. */
interface GearScanExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly scanPiece: ScanPiece
}

const SHIFTED_GEAR_ADDRESS = 1024
const PIECE_ADDRESS = 2048

function decodeHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  )
}

function instantiateGearScan(): GearScanExports {
  // The cast adds the one global that the language library leaves out; it may really be missing.
  const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyApi }
  if (WebAssembly === undefined) throw new Error('WebAssembly is not available')
  const module = new WebAssembly.Module(decodeHex(GEAR_SCAN_HEX))
  // The cast names the exports that the embedded module is known to have.
  return new WebAssembly.Instance(module).exports as GearScanExports
}

/**
 * The kernel in WebAssembly, compiled synchronously from bytes within this package; it owns 64 KiB of memory.
 * Throws when the platform has no WebAssembly or forbids compiling it (a content security policy).
 */
export function createWasmKernel(): Kernel {
  const { memory, scanPiece } = instantiateGearScan()
  const gear = Int32Array.from(GEAR)
  new Int32Array(memory.buffer).set(gear)
  new Int32Array(memory.buffer, SHIFTED_GEAR_ADDRESS).set(gear.map((value) => value << 1))
  const piece = new Uint8Array(memory.buffer, PIECE_ADDRESS, PIECE_BYTES)
  return createPiecewiseKernel('wasm', piece, scanPiece)
}
