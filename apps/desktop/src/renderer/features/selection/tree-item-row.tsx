import { useTranslation } from 'react-i18next'
import type { TreeItem } from '../../../ipc-contract/index.js'
import { Badge } from '../../design/banner.js'
import { Icon } from '../../design/icons.js'
import { useFormat } from '../../format/format-provider.js'

/** What a row of the tree says; without an item it is still to be loaded. */
export function TreeItemRow({ item }: { readonly item: TreeItem | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (item === null) return <span className="quiet">{t('selection.loading')}</span>
  const { kind, name, sizeBytes, state, isLeaving } = item
  return (
    <>
      <span className="tree-icon">
        <Icon name={kind === 'folder' ? 'folder' : 'file'} size={16} />
      </span>
      <span className={state === 'online_only' ? 'tree-name quiet' : 'tree-name'}>{name}</span>
      {isLeaving && <Badge tone="info">{t('selection.state.leaving')}</Badge>}
      {state === 'online_only' && !isLeaving && (
        <Badge tone="quiet">{t('selection.state.onlineOnly')}</Badge>
      )}
      <span className="quiet small tree-size">{format.bytes(sizeBytes)}</span>
    </>
  )
}
