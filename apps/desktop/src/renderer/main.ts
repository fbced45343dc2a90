import type { AppState, TidemarkBridge } from '../ipc-contract/index.js'

declare global {
  interface Window {
    readonly tidemark: TidemarkBridge
  }
}

const page = document.querySelector('#app')

function show(state: AppState): void {
  page?.replaceChildren(`Tidemark ${state.appVersion}: ${state.daemon.state}`)
}

window.tidemark.on('app:state', show)
const first = await window.tidemark.app.getState({})
if (first.ok) show(first.value)
