import type { TidemarkBridge } from '../ipc-contract/index.js'
import { showWindow } from './show-window.js'

declare global {
  interface Window {
    /** Put there by preload. */
    readonly tidemark: TidemarkBridge
  }
}

await showWindow(window.tidemark)
