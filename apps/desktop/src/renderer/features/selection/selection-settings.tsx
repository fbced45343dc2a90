import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, TreeItem } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Empty } from '../../design/banner.js'
import { Spinner } from '../../design/button.js'
import { SelectField } from '../../design/field.js'
import { useToast } from '../../design/toasts.js'
import { TreeList } from '../../design/tree-list.js'
import { useFormat } from '../../format/format-provider.js'
import { nameOf } from '../home/folder-view.js'
import { DeselectDialog } from './deselect-dialog.js'
import { TreeItemRow } from './tree-item-row.js'
import type { TreeRow } from './tree-state.js'
import { useTree } from './use-tree.js'

interface SelectionSettingsProps {
  readonly folders: readonly FolderStatus[]
  /** The folder to begin with. */
  readonly folderId: string | undefined
}

/** What of each folder is on this computer, and what is on the server alone. */
export function SelectionSettings({ folders, folderId }: SelectionSettingsProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(folderId)
  const folder = folders.find((one) => one.folderId === chosen) ?? folders[0]
  if (folder === undefined) return <Empty icon="folder" title={t('selection.noFolder')} />
  return (
    <>
      <p className="quiet">{t('selection.text')}</p>
      {folders.length > 1 && (
        <SelectField
          label={t('selection.folder')}
          value={folder.folderId}
          onValue={setChosen}
          options={folders.map((one) => ({ value: one.folderId, label: nameOf(one.path) }))}
        />
      )}
      <FolderTree key={folder.folderId} folder={folder} />
    </>
  )
}

function FolderTree({ folder }: { readonly folder: FolderStatus }) {
  const { t } = useTranslation()
  const { folderId, counts, path, settled } = folder
  const tree = useTree(folderId, `${counts.items} ${settled}`)
  const [focused, setFocused] = useState<string | null>(null)
  const [leaving, setLeaving] = useState<TreeItem | null>(null)
  const select = useSelecting(folderId, tree.chosen)
  const tick = ({ item }: TreeRow) => {
    if (item?.state === 'here') setLeaving(item)
    else if (item) void select.run(item)
  }
  const { root } = tree
  return (
    <section className="card stack selection">
      <FolderHead name={nameOf(path)} root={root} />
      <ErrorBanner error={tree.error ?? select.error} />
      {root === null && tree.error === null && <Spinner />}
      {root !== null && (
        <TreeList
          label={t('selection.tree', { name: nameOf(path) })}
          rows={tree.rows}
          rowPx={36}
          focused={focused}
          onFocus={setFocused}
          onOpen={({ item }, isOpen) => item !== null && tree.open(item.nodeId, isOpen)}
          onTick={tick}
          onMore={tree.loadMore}
          renderRow={({ item }) => <TreeItemRow item={item} />}
        />
      )}
      {leaving !== null && (
        <DeselectDialog
          folderId={folderId}
          item={leaving}
          onClose={() => setLeaving(null)}
          onDone={() => {
            setLeaving(null)
            tree.chosen(leaving.nodeId, false)
          }}
        />
      )}
    </section>
  )
}

function FolderHead({ name, root }: { readonly name: string; readonly root: TreeItem | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="selection-head">
      <h2>{name}</h2>
      {root !== null && (
        <span className="quiet">
          {t('selection.amount', { count: root.itemCount, size: format.bytes(root.sizeBytes) })}
        </span>
      )}
    </div>
  )
}

/** Selecting loses nothing, so it happens at once and says what comes. */
function useSelecting(folderId: string, onChosen: (id: TreeItem['nodeId'], is: boolean) => void) {
  const { t } = useTranslation()
  const format = useFormat()
  const { daemon } = useBridge()
  const showToast = useToast()
  const call = useCall((item: TreeItem) =>
    daemon.select({ folder: folderId, nodeIds: [item.nodeId], isSelected: true }),
  )
  const run = async (item: TreeItem) => {
    const effect = await call.run(item)
    if (effect === undefined) return
    onChosen(item.nodeId, true)
    const { items, bytes } = effect.coming
    const size = format.bytes(bytes)
    const text = t('selection.coming', { count: items, size, name: item.name })
    showToast({ text })
  }
  return { run, error: call.error }
}
