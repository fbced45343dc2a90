import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { type Call, useCall } from '../../bridge/use-call.js'
import { useToast } from '../../design/toasts.js'
import { type ConflictId, type Decision, type Outcome, settle, unsettle } from './settle.js'

/** Settles conflicts and offers to take it back. One that cannot be settled stops no other. */
export function useDecisions(onChanged: () => void): Call<[Decision], Outcome> {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  const undo = async (resolved: readonly ConflictId[]) => {
    const count = await unsettle(daemon, resolved)
    const isAll = count === resolved.length
    showToast({ text: t(isAll ? 'conflicts.undone' : 'conflicts.undoneSome', { count }) })
    onChanged()
  }
  return useCall(async (decision: Decision) => {
    const answer = await settle(daemon, decision)
    onChanged()
    if (!answer.ok) return answer
    const { resolved, leftCount } = answer.value
    const text = [
      t('conflicts.resolved', { count: resolved.length }),
      leftCount > 0 ? t('conflicts.left', { count: leftCount }) : '',
    ]
    const onUndo = resolved.length > 0 ? () => void undo(resolved) : undefined
    showToast({ text: text.join(' ').trim(), onUndo })
    return answer
  })
}
