export * from './ports.js'
export * from './state-store.js'
export * from './trees.js'
