import { AppError } from '@tidemark/protocol'
import { connectToDaemon } from '../control/connect.js'

/** Returns when the daemon has let go of its files; false when none ran. */
export async function stopDaemon(endpoint: string): Promise<boolean> {
  try {
    const daemon = await connectToDaemon(endpoint)
    const closed = new Promise<void>((resolve) => daemon.onClosed(resolve))
    await daemon.call('shutdown', {})
    await closed
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'daemon_unreachable') return false
    throw error
  }
}
