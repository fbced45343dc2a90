import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  ConflictSide,
  IpcAnswer,
  OpenConflict,
  TidemarkBridge,
  VersionContent,
} from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { Spinner } from '../../design/button.js'
import { diffTexts } from './text-diff.js'
import { TextDiff } from './text-diff-table.js'

interface BothVersions {
  readonly original: VersionContent
  readonly copy: VersionContent
}

/** Both contents next to each other, where they are texts or pictures. */
export function Compare({ conflict }: { readonly conflict: OpenConflict }) {
  const { t } = useTranslation()
  const { app } = useBridge()
  const { folderId, original, copy } = conflict
  const areBoth = original?.kind === 'file' && copy?.kind === 'file'
  const key = `${original?.revisionId} ${copy?.revisionId}`
  const { value, error, isLoading } = useQuery(key, () =>
    areBoth ? readBoth(app, folderId, original, copy) : nothingToRead(),
  )
  return (
    <div className="compare">
      <ErrorBanner error={error} />
      {isLoading && areBoth && (
        <p className="row quiet">
          <Spinner /> {t('conflicts.reading')}
        </p>
      )}
      {value !== undefined && value !== null && <Contents {...value} />}
    </div>
  )
}

async function nothingToRead(): Promise<IpcAnswer<BothVersions | null>> {
  return { ok: true, value: null }
}

async function readBoth(
  app: TidemarkBridge['app'],
  folderId: string,
  original: ConflictSide,
  copy: ConflictSide,
): Promise<IpcAnswer<BothVersions | null>> {
  const read = ({ nodeId, revisionId }: ConflictSide) =>
    app.readVersion({ folderId, nodeId, revisionId })
  const [first, second] = await Promise.all([read(original), read(copy)])
  if (!first.ok) return first
  if (!second.ok) return second
  return { ok: true, value: { original: first.value, copy: second.value } }
}

function Contents({ original, copy }: BothVersions) {
  const { t } = useTranslation()
  if (original.kind === 'text' && copy.kind === 'text') {
    return <Texts left={original.text} right={copy.text} />
  }
  if (original.kind === 'image' && copy.kind === 'image') {
    return (
      <div className="sides">
        <Picture url={original.dataUrl} label={t('conflicts.side.original')} />
        <Picture url={copy.dataUrl} label={t('conflicts.side.copy')} />
      </div>
    )
  }
  const isLarge = original.kind === 'too_large' || copy.kind === 'too_large'
  return <p className="quiet">{isLarge ? t('conflicts.tooLarge') : t('conflicts.noPreview')}</p>
}

function Picture({ url, label }: { readonly url: string; readonly label: string }) {
  return (
    <figure className="picture">
      <img src={url} alt={label} />
    </figure>
  )
}

function Texts({ left, right }: { readonly left: string; readonly right: string }) {
  const { t } = useTranslation()
  const rows = useMemo(() => diffTexts(left, right), [left, right])
  if (rows === null) return <p className="quiet">{t('conflicts.tooDifferent')}</p>
  return <TextDiff rows={rows} />
}
