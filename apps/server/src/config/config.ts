/** The effective configuration of a server. Every value has a row in settings.ts. */
export interface ServerConfig {
  /** Folder of everything that the server keeps. */
  readonly dataFolder: string
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** How people reach the server when a proxy is in front; '' when none is. */
  readonly publicUrl: string
  /** Addresses of proxies whose X-Forwarded headers are believed; none by default (SEC-101). */
  readonly trustedProxies: readonly string[]
  /** '' means master-key.json in the data folder. */
  readonly masterKeyFile: string
  readonly reserveBytes: number
  readonly segmentBytes: number
  readonly codecThreads: number
  readonly maxFileBytes: number
  readonly passwordMemoryKib: number
  readonly passwordPasses: number
  readonly brakeFiles: number
  readonly brakeShare: number
  readonly brakeWindowMs: number
  readonly cleanupHours: number
  /** 0 keeps them for ever, as with the trash. */
  readonly keepVersionsDays: number
  readonly keepTrashDays: number
  readonly keepJournalDays: number
  readonly keepAnswersDays: number
  readonly logLevel: string
}
