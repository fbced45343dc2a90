import { readdirSync, readFileSync, realpathSync, statfsSync } from 'node:fs'

const UUID_FOLDER = '/dev/disk/by-uuid'
/** statfs types whose inode numbers last only until the next mount: FAT and exFAT. */
const UNSTABLE_INODES: ReadonlySet<number> = new Set([0x4d44, 0x2011bab0])

/** Whether inode numbers mean the same after the next mount. */
export function hasStableInodes(path: string): boolean {
  return !UNSTABLE_INODES.has(statfsSync(path).type)
}

/**
 * Identity of the file system with this device number that outlives reboots: its UUID on Linux. ''
 * where it cannot be found, as in containers and on network disks; then nothing is concluded from it.
 */
export function findFileSystemId(device: bigint): string {
  if (process.platform !== 'linux') return ''
  try {
    const source = realpathSync(findMountSource(device))
    const uuid = readdirSync(UUID_FOLDER).find(
      (name) => realpathSync(`${UUID_FOLDER}/${name}`) === source,
    )
    return uuid ?? ''
  } catch {
    // No /proc or no /dev/disk here: the identity is one fact poorer.
    return ''
  }
}

/** `/proc/self/mountinfo`: `36 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw` (proc(5)). */
function findMountSource(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn)
  const wanted = `${major}:${minor}`
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [facts = '', mount = ''] = line.split(' - ')
    if (facts.split(' ')[2] === wanted) return mount.split(' ')[1] ?? ''
  }
  return ''
}
