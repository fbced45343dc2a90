/** What main and the window say to each other. Pages import types from here and nothing else. */

export type * from '@tidemark/control'
export * from './app-calls.js'
export * from './app-state.js'
export * from './bridge.js'
export * from './call.js'
export * from './channels.js'
export * from './daemon-calls.js'
export * from './events.js'
export * from './version-content.js'
