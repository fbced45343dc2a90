/** The way through the first run: which step comes next, and what is known so far. */

export type Step = 'server' | 'account' | 'folder' | 'done'
export const STEPS = ['server', 'account', 'folder', 'done'] as const satisfies readonly Step[]

/** How this computer gets to know its server. */
export type Origin = 'existing' | 'code' | 'here'

export interface Progress {
  readonly step: Step
  readonly origin: Origin
  readonly server: string
  /** A person trusts the network between here and a server without encryption. */
  readonly allowInsecure: boolean
  /** Of a server that was started here and has no account yet. */
  readonly setupCode: string | null
}

export type Event =
  | { readonly kind: 'serverNamed'; readonly server: string; readonly allowInsecure: boolean }
  | { readonly kind: 'serverStarted'; readonly server: string; readonly setupCode: string | null }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'linked' }
  | { readonly kind: 'back' }

/** Whoever is signed in already starts at the folder. */
export function firstProgress(isSignedIn: boolean): Progress {
  return {
    step: isSignedIn ? 'folder' : 'server',
    origin: 'existing',
    server: '',
    allowInsecure: false,
    setupCode: null,
  }
}

export function advance(progress: Progress, event: Event): Progress {
  switch (event.kind) {
    case 'serverNamed': {
      const { server, allowInsecure } = event
      return {
        ...progress,
        step: 'account',
        origin: 'existing',
        server,
        allowInsecure,
        setupCode: null,
      }
    }
    case 'serverStarted': {
      const { server, setupCode } = event
      return { ...progress, step: 'account', origin: 'here', server, setupCode }
    }
    case 'signedIn':
      return { ...progress, step: 'folder' }
    case 'linked':
      return { ...progress, step: 'done' }
    case 'back':
      // An account that is signed in is not left by going back; settings sign it out.
      return progress.step === 'account' ? { ...progress, step: 'server' } : progress
  }
}
