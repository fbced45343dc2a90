import { useTranslation } from 'react-i18next'
import type { FolderStatus, IgnoreRuleListing } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { nameOf } from '../home/folder-view.js'
import { SettingsGroup } from './settings-group.js'

/** Which items are left alone, folder by folder, and by which rule. */
export function IgnoreSettings({ folders }: { readonly folders: readonly FolderStatus[] }) {
  const { daemon } = useBridge()
  const key = folders.map(({ folderId }) => folderId).join()
  const { value, error } = useQuery(key, () => daemon.ignoreRules({}))
  return (
    <>
      <ErrorBanner error={error} />
      {value?.folders.map((listing) => (
        <FolderRules key={listing.folderId} listing={listing} />
      ))}
    </>
  )
}

function FolderRules({ listing }: { readonly listing: IgnoreRuleListing }) {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={nameOf(listing.folderPath)} text={t('ignore.text')}>
      <ul className="rules">
        {listing.rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule may stand twice, its place decides
          <li key={index}>
            <code>{rule.pattern}</code>
            <span className="quiet small">
              {rule.line === null ? rule.reason : t('ignore.line', { line: rule.line })}
            </span>
          </li>
        ))}
      </ul>
    </SettingsGroup>
  )
}
