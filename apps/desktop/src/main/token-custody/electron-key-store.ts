import { safeStorage } from 'electron'
import { isSafeBackend, type KeyStore } from './key-store.js'

/** The desktop's own key store, by way of Electron. Electron must be ready. */
export class ElectronKeyStore implements KeyStore {
  get isSafe(): boolean {
    const { platform } = process
    // The backend can be asked for on Linux alone.
    const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : ''
    return isSafeBackend(platform, safeStorage.isEncryptionAvailable(), backend)
  }

  seal(text: string): Uint8Array {
    return safeStorage.encryptString(text)
  }

  unseal(sealed: Uint8Array): string {
    return safeStorage.decryptString(Buffer.from(sealed))
  }
}
