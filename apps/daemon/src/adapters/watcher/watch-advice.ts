import { readFileSync } from 'node:fs'

const ENOUGH_WATCHES = 524_288
const ENOUGH_INSTANCES = 1024

/**
 * What to do about a limit that the watcher met, or undefined when the error is none of these.
 * @param readLimit the present value of a Linux limit, 0 when unknown.
 */
export function watchAdvice(
  errno: string,
  platform: string = process.platform,
  readLimit: (name: string) => number = readSysctl,
): string | undefined {
  if (errno !== 'ENOSPC' && errno !== 'EMFILE' && errno !== 'ENFILE') return undefined
  if (platform !== 'linux') {
    return 'The system allows too few open files. Raise the limit: ulimit -n 65536'
  }
  return errno === 'ENOSPC'
    ? raise('max_user_watches', ENOUGH_WATCHES, readLimit)
    : raise('max_user_instances', ENOUGH_INSTANCES, readLimit)
}

function raise(name: string, enough: number, readLimit: (name: string) => number): string {
  const value = Math.max(enough, 2 * readLimit(name))
  return `The system allows too few watched folders. Raise the limit: sudo sysctl fs.inotify.${name}=${value}`
}

function readSysctl(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8')) || 0
  } catch {
    // The advice is good enough without the present value.
    return 0
  }
}
