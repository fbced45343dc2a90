import { useTranslation } from 'react-i18next'
import type { ControlError, LinkPreview, MethodParams } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Banner } from '../../design/banner.js'
import { Button, Spinner } from '../../design/button.js'
import { Icon, type IconName } from '../../design/icons.js'
import { useFormat } from '../../format/format-provider.js'
import { errorText } from '../../i18n/error-text.js'

interface LinkCheckProps {
  readonly params: MethodParams<'linkFolder'>
  readonly onBack: () => void
  readonly onLinked: () => void
}

/** What linking would do, told before anything moves. Linking needs an answer to look at first. */
export function LinkCheck({ params, onBack, onLinked }: LinkCheckProps) {
  const { t, i18n } = useTranslation()
  const { daemon } = useBridge()
  const preview = useQuery(JSON.stringify(params), () => daemon.previewLink(params))
  const link = useCall(() => daemon.linkFolder(params))
  const submit = async () => {
    if ((await link.run()) !== undefined) onLinked()
  }
  const { value } = preview
  const problem = value?.problem ?? null
  return (
    <div className="stack">
      <p className="code">{params.path}</p>
      <div aria-live="polite" className="stack">
        {preview.isLoading && (
          <p className="row quiet">
            <Spinner /> {t('link.comparing')}
          </p>
        )}
        {value !== undefined && <PreviewFacts preview={value} />}
      </div>
      {problem !== null && (
        <Banner tone="bad" title={errorText(i18n, problem)}>
          {reasonOf(problem)}
        </Banner>
      )}
      <ErrorBanner
        error={preview.error}
        actions={<Button onClick={preview.reload}>{t('common.again')}</Button>}
      />
      <ErrorBanner error={link.error} />
      <div className="row">
        <Button onClick={onBack}>{t('common.back')}</Button>
        <Button
          look="primary"
          isBusy={link.isRunning}
          disabled={value === undefined || problem !== null}
          onClick={() => void submit()}
        >
          {t('link.start')}
        </Button>
      </div>
    </div>
  )
}

/** Why, in the daemon's words, where it says more than the code. */
function reasonOf({ details }: ControlError): string | null {
  return typeof details?.problem === 'string' ? details.problem : null
}

function PreviewFacts({ preview }: { readonly preview: LinkPreview }) {
  const { t } = useTranslation()
  const { conflicts, deletes, held, ignored, same, toDownload, toUpload } = preview
  return (
    <>
      <ul className="link-facts" aria-label={t('link.preview')}>
        <Fact icon="up" label={t('link.toUpload')} count={toUpload.files} bytes={toUpload.bytes} />
        <Fact
          icon="down"
          label={t('link.toDownload')}
          count={toDownload.files}
          bytes={toDownload.bytes}
        />
        <Fact icon="check" label={t('link.same')} count={same.files} />
        <Fact icon="conflicts" label={t('link.conflicts')} count={conflicts.files} />
        <Fact icon="trash" label={t('link.deletes')} count={deletes} />
      </ul>
      {conflicts.files > 0 && (
        <Examples title={t('link.conflictsText')} paths={conflicts.examplePaths} />
      )}
      {held.items > 0 && (
        <Examples title={t('link.heldText', { count: held.items })} paths={held.examplePaths} />
      )}
      {ignored.items > 0 && (
        <p className="quiet">{t('link.ignoredText', { count: ignored.items })}</p>
      )}
    </>
  )
}

interface FactProps {
  readonly icon: IconName
  readonly label: string
  readonly count: number
  readonly bytes?: number
}

function Fact({ icon, label, count, bytes }: FactProps) {
  const format = useFormat()
  return (
    <li>
      <span className="row quiet small">
        <Icon name={icon} size={14} /> {label}
      </span>
      <strong>{format.count(count)}</strong>
      {bytes !== undefined && <span className="quiet small">{format.bytes(bytes)}</span>}
    </li>
  )
}

function Examples({ title, paths }: { readonly title: string; readonly paths: readonly string[] }) {
  return (
    <details className="folder-details">
      <summary>{title}</summary>
      <ul className="example-paths code">
        {paths.map((path) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
    </details>
  )
}
