import { powerMonitor } from 'electron'
import type { ConditionsPorts } from './conditions-teller.js'
import { findMetered } from './metered.js'

/** This computer, and a daemon that is told by `tell`. */
export function conditionsPorts(tell: ConditionsPorts['tell']): ConditionsPorts {
  return {
    tell,
    isOnBattery: () => powerMonitor.onBatteryPower,
    findMetered: () => findMetered(process.platform),
    every: (ms, look) => {
      const timer = setInterval(look, ms)
      const changes = powerMonitor.on('on-battery', look).on('on-ac', look).on('resume', look)
      return () => {
        clearInterval(timer)
        changes.off('on-battery', look).off('on-ac', look).off('resume', look)
      }
    },
  }
}
