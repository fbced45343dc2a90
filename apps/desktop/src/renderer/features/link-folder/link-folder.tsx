import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Button } from '../../design/button.js'
import { SelectField, TextField } from '../../design/field.js'
import { nameOf } from '../home/folder-view.js'
import { LinkCheck } from './link-check.js'
import { type LinkDraft, linkParams, NEW_SPACE } from './link-draft.js'

interface LinkFolderProps {
  readonly cancelLabel: string
  readonly onCancel: () => void
  readonly onLinked: () => void
}

/** Choose a folder and what it is synced with; see what would happen; only then link. */
export function LinkFolder({ cancelLabel, onCancel, onLinked }: LinkFolderProps) {
  const [draft, setDraft] = useState<LinkDraft>({ path: null, spaceId: NEW_SPACE, name: '' })
  const [isChecking, setChecking] = useState(false)
  const params = linkParams(draft)
  if (isChecking && params !== null) {
    return <LinkCheck params={params} onBack={() => setChecking(false)} onLinked={onLinked} />
  }
  return (
    <ChooseFolder
      draft={draft}
      cancelLabel={cancelLabel}
      onDraft={setDraft}
      onCancel={onCancel}
      onNext={() => setChecking(true)}
    />
  )
}

interface ChooseFolderProps {
  readonly draft: LinkDraft
  readonly cancelLabel: string
  readonly onDraft: (draft: LinkDraft) => void
  readonly onCancel: () => void
  readonly onNext: () => void
}

function ChooseFolder({ draft, cancelLabel, onDraft, onCancel, onNext }: ChooseFolderProps) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const choose = useCall(() => app.chooseFolder({}))
  const pick = async () => {
    const path = (await choose.run())?.path
    if (path) onDraft({ ...draft, path, name: nameOf(path) })
  }
  return (
    <div className="stack">
      <div className="chosen-folder card">
        <span className="grow code">{draft.path ?? t('link.noFolder')}</span>
        <Button icon="folder" onClick={() => void pick()}>
          {draft.path === null ? t('link.choose') : t('link.chooseOther')}
        </Button>
      </div>
      {draft.path !== null && <ChooseSpace draft={draft} onDraft={onDraft} />}
      <ErrorBanner error={choose.error} />
      <div className="row">
        <Button onClick={onCancel}>{cancelLabel}</Button>
        <Button look="primary" disabled={linkParams(draft) === null} onClick={onNext}>
          {t('link.check')}
        </Button>
      </div>
    </div>
  )
}

type ChooseSpaceProps = Pick<ChooseFolderProps, 'draft' | 'onDraft'>

function ChooseSpace({ draft, onDraft }: ChooseSpaceProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const listing = useQuery('spaces', () => daemon.listSpaces({}))
  const spaces = listing.value?.spaces ?? []
  return (
    <>
      {spaces.length > 0 && (
        <SelectField
          label={t('link.with')}
          value={draft.spaceId}
          onValue={(spaceId) => onDraft({ ...draft, spaceId })}
          options={[
            { value: NEW_SPACE, label: t('link.newSpace') },
            ...spaces.map(({ spaceId, name }) => ({ value: spaceId, label: name })),
          ]}
        />
      )}
      {draft.spaceId === NEW_SPACE && (
        <TextField
          label={t('link.spaceName')}
          hint={t('link.spaceNameHint')}
          value={draft.name}
          onValue={(name) => onDraft({ ...draft, name })}
        />
      )}
      <ErrorBanner error={listing.error} />
    </>
  )
}
