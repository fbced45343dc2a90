/** What other programs may use of the daemon: none of its inside, only where to reach it. */
export { currentProfile, type ProfilePaths } from '@tidemark/control-socket'
export { connectToDaemon } from './control/connect.js'
export { VERSION } from './version.js'
