import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device, FolderUndo, UndoPreview } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Segments } from '../../design/choices.js'
import { Dialog } from '../../design/dialog.js'
import { useToast } from '../../design/toasts.js'
import { nameOf } from '../home/folder-view.js'
import { changeCount, SPANS, type Span, sinceOf } from './undo-span.js'

interface UndoDeviceProps {
  readonly device: Device
  readonly onClose: () => void
}

/** Takes back what one device did since a moment, after showing what that means. */
export function UndoDevice({ device, onClose }: UndoDeviceProps) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<Span>('hour')
  return (
    <Dialog title={t('undo.title', { name: device.name })} onClose={onClose}>
      <div className="stack">
        <p className="quiet">{t('undo.text')}</p>
        <div>
          <Segments
            label={t('undo.since')}
            value={span}
            onChoose={setSpan}
            choices={SPANS.map((value) => ({ value, label: t(`undo.span.${value}`) }))}
          />
        </div>
        <SpanPreview key={span} device={device} span={span} onClose={onClose} />
      </div>
    </Dialog>
  )
}

function SpanPreview({ device, span, onClose }: UndoDeviceProps & { readonly span: Span }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const preview = useCall(() =>
    daemon.previewUndo({ device: device.deviceId, sinceMs: sinceOf(span, Date.now()) }),
  )
  return (
    <>
      <ErrorBanner error={preview.error} />
      {preview.value === undefined ? (
        <div className="row">
          <Button isBusy={preview.isRunning} onClick={() => void preview.run()}>
            {t('undo.preview')}
          </Button>
        </div>
      ) : (
        <Previewed preview={preview.value} onClose={onClose} />
      )}
    </>
  )
}

interface PreviewedProps {
  readonly preview: UndoPreview
  readonly onClose: () => void
}

function Previewed({ preview, onClose }: PreviewedProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  const undo = useCall(() => daemon.undoDevice(undoParams(preview)))
  const submit = async () => {
    const done = await undo.run()
    if (done === undefined) return
    showToast({ text: t('undo.done', { count: changeCount(done.folders) }) })
    onClose()
  }
  const count = changeCount(preview.folders)
  return (
    <>
      <div className="stack" aria-live="polite">
        {preview.folders.map((folder) => (
          <FolderReport key={folder.folderId} folder={folder} />
        ))}
        {count === 0 && <p>{t('undo.nothing')}</p>}
      </div>
      <ErrorBanner error={undo.error} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          disabled={count === 0}
          isBusy={undo.isRunning}
          onClick={() => void submit()}
        >
          {t('undo.start', { count })}
        </Button>
      </div>
    </>
  )
}

function undoParams({ undoId, deviceId, sinceMs, folders }: UndoPreview) {
  return {
    undoId,
    deviceId,
    sinceMs,
    folders: folders.map(({ folderId, throughSeq }) => ({ folderId, throughSeq })),
  }
}

const ACTIONS = ['back', 'content', 'place', 'trash'] as const

function FolderReport({ folder }: { readonly folder: FolderUndo }) {
  const { t } = useTranslation()
  const { counts, examples, folderPath, isWhole, kept } = folder
  return (
    <section className="stack">
      <h3>{nameOf(folderPath)}</h3>
      <ul>
        {ACTIONS.filter((action) => counts[action] > 0).map((action) => (
          <li key={action}>{t(`undo.action.${action}`, { count: counts[action] })}</li>
        ))}
      </ul>
      {examples.length > 0 && (
        <ul className="example-paths code">
          {examples.map(({ action, path }) => (
            <li key={`${action} ${path}`}>{path}</li>
          ))}
        </ul>
      )}
      {!isWhole && <Banner tone="warn" title={t('undo.notWhole')} />}
      {kept.count > 0 && (
        <details className="folder-details">
          <summary>{t('undo.kept', { count: kept.count })}</summary>
          <ul>
            {kept.examples.map(({ obstacle, path }) => (
              <li key={path}>
                <span className="code">{path}</span>{' '}
                <span className="quiet">{t(`undo.obstacle.${obstacle}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
