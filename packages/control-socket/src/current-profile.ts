import { homedir, tmpdir } from 'node:os'
import { locateProfile, type ProfilePaths, type Surroundings } from './profile-paths.js'

/** Places of the profile in effect: `override`, else as `locateProfile` finds it for this process. */
export function currentProfile(override: string | undefined): ProfilePaths {
  return locateProfile(override, surroundings(process.env))
}

/** Where the profile is that is used when nothing names another one. */
export function defaultProfileDirectory(): string {
  const { TIDEMARK_PROFILE, ...env } = process.env
  return locateProfile(undefined, surroundings(env)).directory
}

function surroundings(env: Surroundings['env']): Surroundings {
  return {
    platform: process.platform,
    env,
    homeDir: homedir(),
    tempDir: tmpdir(),
    userId: process.getuid?.(),
  }
}
