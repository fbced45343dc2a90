import { useTranslation } from 'react-i18next'
import type { OpenConflict } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { type Call, useCall } from '../../bridge/use-call.js'
import { useToast } from '../../design/toasts.js'
import type { Resolution } from './conflict-view.js'

/** A conflict and what becomes of it. */
export interface Decision {
  readonly conflict: OpenConflict
  readonly choice: Resolution
}

interface Outcome {
  readonly resolved: readonly OpenConflict[]
}

/** Settles conflicts, each by itself: one that cannot be settled stops no other. */
export function useDecisions(onChanged: () => void): Call<[readonly Decision[]], Outcome> {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  return useCall(async (decisions: readonly Decision[]) => {
    const resolved: OpenConflict[] = []
    for (const { conflict, choice } of decisions) {
      const answer = await daemon.resolve({ conflictId: conflict.conflictId, choice })
      if (answer.ok) resolved.push(conflict)
    }
    onChanged()
    showToast({ text: t('conflicts.resolved', { count: resolved.length }) })
    return { ok: true, value: { resolved } } as const
  })
}
