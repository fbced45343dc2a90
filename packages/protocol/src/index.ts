export * from './ids.js'
export * from './limits.js'
