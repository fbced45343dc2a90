/** How urgent something is; colours follow from it, and words always say it, too. */
export type Tone = 'info' | 'ok' | 'warn' | 'bad' | 'quiet'
