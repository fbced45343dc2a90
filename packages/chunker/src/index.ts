export { type Chunker, createChunker } from './chunker.js'
export { createFastestKernel } from './fastest-kernel.js'
export { createJsKernel } from './js-kernel.js'
export type { Kernel } from './kernel.js'
export {
  type ChunkProfile,
  findProfile,
  type ProfileId,
  profileForNextVersion,
  profileForSize,
} from './profiles.js'
export { createWasmKernel } from './wasm-kernel.js'
