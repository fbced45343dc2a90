export * from './account.js'
export * from './alias-name.js'
export * from './block-tree.js'
export * from './blocks.js'
export * from './changes.js'
export * from './commit.js'
export * from './conflict.js'
export * from './conflict-name.js'
export * from './cursor.js'
export * from './endpoints.js'
export * from './errors.js'
export * from './history.js'
export * from './hold.js'
export * from './ids.js'
export * from './limits.js'
export * from './list-block.js'
export * from './name-extension.js'
export * from './name-keys.js'
export * from './names.js'
export * from './node.js'
export * from './pack.js'
export * from './pack-decoder.js'
export {
  type AbsentFrame,
  type BlockFrame,
  type Frame,
  type FrameBase,
  type FrameChecksum,
  type FrameEncoding,
  maxEncodedBytes,
  PACK_END_BYTES,
  PACK_HEADER_BYTES,
  PackError,
  type PackErrorCode,
} from './pack-format.js'
export * from './pairing.js'
export * from './paths.js'
export * from './platform-names.js'
export * from './poll.js'
export * from './schema.js'
export * from './server-info.js'
export * from './undo.js'
export * from './utf8.js'
export * from './version.js'
