/** What other programs may use of the daemon: none of its inside, only where to reach it. */
export { connectToDaemon } from './control/connect.js'
export { currentProfile } from './profile/profile.js'
export type { ProfilePaths } from './profile/profile-paths.js'
export { VERSION } from './version.js'
