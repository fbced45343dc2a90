import { createJsKernel } from './js-kernel.js'
import type { Kernel } from './kernel.js'
import { createWasmKernel } from './wasm-kernel.js'

/** The WebAssembly kernel where the platform allows it, else the TypeScript one. Both give the same cuts. */
export function createFastestKernel(): Kernel {
  try {
    return createWasmKernel()
  } catch {
    // Nothing is lost but speed, and the caller sees which one it got by `kind`.
    return createJsKernel()
  }
}
