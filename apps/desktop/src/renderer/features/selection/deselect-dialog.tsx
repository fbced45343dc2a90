import { useTranslation } from 'react-i18next'
import type { SelectionEffect, TreeItem } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Button, Spinner } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { useFormat } from '../../format/format-provider.js'

interface DeselectDialogProps {
  readonly folderId: string
  readonly item: TreeItem
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Says what leaves this computer before it does. */
export function DeselectDialog({ folderId, item, onDone, onClose }: DeselectDialogProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const choice = { folder: folderId, nodeIds: [item.nodeId], isSelected: false }
  const preview = useQuery(item.nodeId, () => daemon.select({ ...choice, isPreview: true }))
  const deselect = useCall(() => daemon.select(choice))
  const submit = async () => {
    if ((await deselect.run()) !== undefined) onDone()
  }
  const { value } = preview
  return (
    <Dialog title={t('selection.deselect.title', { name: item.name })} onClose={onClose}>
      <p>
        {t('selection.deselect.text')}
        {item.kind === 'folder' && ` ${t('selection.deselect.newItems')}`}
      </p>
      <ErrorBanner error={preview.error ?? deselect.error} />
      {value === undefined ? preview.isLoading && <Spinner /> : <Effect effect={value} />}
      <p className="quiet small">{t('selection.deselect.later')}</p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          isBusy={deselect.isRunning}
          disabled={value === undefined}
          onClick={() => void submit()}
        >
          {t('selection.deselect.start')}
        </Button>
      </div>
    </Dialog>
  )
}

function Effect({ effect }: { readonly effect: SelectionEffect }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leaving, toUpload } = effect
  const amount = ({ items, bytes }: SelectionEffect['leaving']) =>
    t('selection.amount', { count: items, size: format.bytes(bytes) })
  return (
    <dl className="facts selection-effect">
      <dt>{t('selection.deselect.leaves')}</dt>
      <dd>{leaving.items > 0 ? amount(leaving) : t('selection.deselect.nothing')}</dd>
      {toUpload.items > 0 && (
        <>
          <dt>{t('selection.deselect.upFirst')}</dt>
          <dd>{amount(toUpload)}</dd>
        </>
      )}
    </dl>
  )
}
