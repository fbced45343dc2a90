export * from './connect-to-endpoint.js'
export * from './current-profile.js'
export * from './profile-paths.js'
export * from './socket-transport.js'
