import { useEffect, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingLink, Status } from '../../../ipc-contract/index.js'
import { Icon, TideMark } from '../../design/icons.js'
import { LinkQuestion } from '../../link-question.js'
import { LinkFolder } from '../link-folder/link-folder.js'
import { AccountStep } from './account-step.js'
import { DoneStep } from './done-step.js'
import { ServerStep } from './server-step.js'
import { advance, firstProgress, STEPS, type Step } from './steps.js'

interface FirstRunProps {
  readonly status: Status
  readonly pendingLink: PendingLink | null
  readonly onDone: () => void
}

/** From nothing to a synced folder. Nothing moves before the last question is answered. */
export function FirstRun({ status, pendingLink, onDone }: FirstRunProps) {
  const { t } = useTranslation()
  const [progress, dispatch] = useReducer(advance, firstProgress(status.account !== null))
  const { step } = progress
  const [hadFolders] = useState(status.folders.length > 0)
  useEffect(() => {
    // Whoever signs in again has said long ago what is synced.
    if (step === 'folder' && hadFolders) onDone()
  }, [step, hadFolders, onDone])
  return (
    <div className="first-run">
      <StepList current={step} />
      <main className="first-run-step" key={step}>
        <h1>{t(`firstRun.${step}.title`)}</h1>
        {step !== 'done' && <p className="quiet">{t(`firstRun.${step}.text`)}</p>}
        {step === 'server' && <ServerStep progress={progress} onEvent={dispatch} />}
        {step === 'account' && <AccountStep progress={progress} onEvent={dispatch} />}
        {step === 'folder' && (
          <LinkFolder
            cancelLabel={t('firstRun.folder.later')}
            onCancel={onDone}
            onLinked={() => dispatch({ kind: 'linked' })}
          />
        )}
        {step === 'done' && <DoneStep status={status} onDone={onDone} />}
      </main>
      {pendingLink !== null && (
        <LinkQuestion
          key={pendingLink.linkId}
          link={pendingLink}
          onAccepted={({ kind, target }) => {
            if (kind !== 'connect' || step !== 'server') return
            dispatch({ kind: 'serverNamed', server: target, allowInsecure: false })
          }}
        />
      )}
    </div>
  )
}

function StepList({ current }: { readonly current: Step }) {
  const { t } = useTranslation()
  const at = STEPS.indexOf(current)
  return (
    <aside className="first-run-side">
      <TideMark size={44} />
      <p className="first-run-name">{t('common.productName')}</p>
      <ol aria-label={t('firstRun.steps')}>
        {STEPS.map((step, index) => (
          <li
            key={step}
            aria-current={step === current ? 'step' : undefined}
            className={index < at ? 'passed' : undefined}
          >
            <span className="step-mark" aria-hidden="true">
              {index < at ? <Icon name="check" size={14} /> : index + 1}
            </span>
            {t(`firstRun.${step}.name`)}
          </li>
        ))}
      </ol>
      <p className="small quiet">{t('firstRun.promise')}</p>
    </aside>
  )
}
