import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import { findText, writePrivateFile } from '../profile/private-files.js'
import { type DaemonService, formatUnit, unitName } from './systemd-unit.js'

/** How a command of systemd ended. */
export interface SystemctlResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `systemctl --user` with these arguments. Rejects when there is no such program. */
export type Systemctl = (...args: string[]) => Promise<SystemctlResult>

/** What is known of a service. */
export interface ServiceState {
  readonly unit: string
  readonly unitFile: string
  readonly isInstalled: boolean
  /** Whether the installed unit starts this very program. */
  readonly isCurrent: boolean
  /** systemd's own words, such as `enabled` and `active`. */
  readonly enabled: string
  readonly active: string
}

/** The daemon of one profile as a service of systemd, for one user. */
export class UserService {
  readonly #service: DaemonService
  readonly #unitFolder: string
  readonly #systemctl: Systemctl

  constructor(service: DaemonService, unitFolder: string, systemctl: Systemctl) {
    this.#service = service
    this.#unitFolder = unitFolder
    this.#systemctl = systemctl
  }

  get unitFile(): string {
    return join(this.#unitFolder, unitName(this.#service))
  }

  /**
   * Writes the unit, starts it now and whenever the user's session begins. Idempotent.
   * @throws AppError `service_unavailable`
   */
  async install(): Promise<void> {
    await this.#run('show-environment')
    await mkdir(this.#unitFolder, { recursive: true })
    await writePrivateFile(this.unitFile, formatUnit(this.#service))
    await this.#run('daemon-reload')
    await this.#run('enable', unitName(this.#service))
    // Also replaces what an older unit of this name runs.
    await this.#run('restart', unitName(this.#service))
  }

  /** Stops the service and forgets it; answers whether there was one. */
  async uninstall(): Promise<boolean> {
    if ((await findText(this.unitFile)) === undefined) return false
    await this.#run('disable', '--now', unitName(this.#service))
    await rm(this.unitFile)
    await this.#run('daemon-reload')
    return true
  }

  /** @throws AppError `service_unavailable` */
  async state(): Promise<ServiceState> {
    const unit = unitName(this.#service)
    const text = await findText(this.unitFile)
    // Both say it in words and exit with another code for each.
    const enabled = (await this.#call('is-enabled', unit)).stdout.trim()
    const active = (await this.#call('is-active', unit)).stdout.trim()
    return {
      ...{ unit, unitFile: this.unitFile, enabled, active },
      isInstalled: text !== undefined,
      isCurrent: text === formatUnit(this.#service),
    }
  }

  async #run(...args: string[]): Promise<void> {
    const { code, stderr } = await this.#call(...args)
    if (code === 0) return
    const [problem = ''] = stderr.trim().split('\n', 1)
    throw new AppError('service_unavailable', {
      problem: problem || `systemctl ended with ${code}`,
    })
  }

  async #call(...args: string[]): Promise<SystemctlResult> {
    try {
      return await this.#systemctl(...args)
    } catch (cause) {
      throw new AppError('service_unavailable', { problem: 'there is no systemctl' }, { cause })
    }
  }
}
