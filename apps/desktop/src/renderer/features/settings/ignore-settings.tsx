import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderStatus, IgnoreRuleListing } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Button } from '../../design/button.js'
import { TextArea } from '../../design/field.js'
import { useToast } from '../../design/toasts.js'
import { nameOf } from '../home/folder-view.js'
import { IgnoreTester } from './ignore-tester.js'
import { SettingsGroup } from './settings-group.js'

/** Which items are left alone, folder by folder: the folder's own rules to edit, and a tester. */
export function IgnoreSettings({ folders }: { readonly folders: readonly FolderStatus[] }) {
  const { daemon } = useBridge()
  const key = folders.map(({ folderId }) => folderId).join()
  const { value, error, reload } = useQuery(key, () => daemon.ignoreRules({}))
  return (
    <>
      <ErrorBanner error={error} />
      {value?.folders.map((listing) => (
        <FolderRules key={listing.folderId} listing={listing} onSaved={reload} />
      ))}
    </>
  )
}

interface FolderRulesProps {
  readonly listing: IgnoreRuleListing
  readonly onSaved: () => void
}

function FolderRules({ listing, onSaved }: FolderRulesProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const showToast = useToast()
  const [text, setText] = useState(listing.text)
  const { folderId } = listing
  const save = useCall(() => daemon.writeIgnoreRules({ folder: folderId, text }))
  const submit = async () => {
    if ((await save.run()) === undefined) return
    showToast({ text: t('ignore.saved') })
    onSaved()
  }
  return (
    <SettingsGroup title={nameOf(listing.folderPath)} text={t('ignore.text')}>
      <TextArea
        label={t('ignore.own')}
        hint={t('ignore.grammar')}
        value={text}
        onValue={setText}
        rows={6}
      />
      <ErrorBanner error={save.error} />
      <div className="row">
        <Button
          look="primary"
          isBusy={save.isRunning}
          disabled={text === listing.text}
          onClick={() => void submit()}
        >
          {t('common.save')}
        </Button>
        <Button disabled={text === listing.text} onClick={() => setText(listing.text)}>
          {t('common.discard')}
        </Button>
      </div>
      <IgnoreTester rules={text} />
      <BuiltInRules listing={listing} />
    </SettingsGroup>
  )
}

function BuiltInRules({ listing }: { readonly listing: IgnoreRuleListing }) {
  const { t } = useTranslation()
  const builtIn = listing.rules.filter(({ line }) => line === null)
  return (
    <details className="folder-details">
      <summary>{t('ignore.builtIn', { count: builtIn.length })}</summary>
      <ul className="rules">
        {builtIn.map((rule) => (
          <li key={rule.pattern}>
            <code>{rule.pattern}</code>
            <span className="quiet small">{rule.reason}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
