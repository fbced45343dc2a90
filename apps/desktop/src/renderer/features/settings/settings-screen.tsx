import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState, Status } from '../../../ipc-contract/index.js'
import { Tabs } from '../../design/tabs.js'
import type { Route } from '../../route.js'
import { DeviceList } from '../devices/device-list.js'
import { SelectionSettings } from '../selection/selection-settings.js'
import { AccountSettings } from './account-settings.js'
import { AppearanceSettings } from './appearance-settings.js'
import { Checkup } from './checkup.js'
import { IgnoreSettings } from './ignore-settings.js'
import { SyncSettings } from './sync-settings.js'

const TABS = ['general', 'selection', 'syncing', 'ignore', 'devices', 'checkup', 'account'] as const
type Tab = (typeof TABS)[number]

interface SettingsScreenProps {
  readonly status: Status
  readonly appState: AppState
  readonly params: Route['params']
}

export function SettingsScreen({ status, appState, params }: SettingsScreenProps) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<Tab>(TABS.find((known) => known === params.tab) ?? 'general')
  return (
    <>
      <h1>{t('settings.title')}</h1>
      <div className="settings">
        <Tabs
          label={t('settings.title')}
          value={tab}
          onChoose={setTab}
          tabs={TABS.map((value) => ({ value, label: t(`settings.tab.${value}`) }))}
        >
          {tab === 'general' && <AppearanceSettings appState={appState} />}
          {tab === 'selection' && (
            <SelectionSettings folders={status.folders} folderId={params.folder} />
          )}
          {tab === 'syncing' && <SyncSettings />}
          {tab === 'devices' && <DeviceList />}
          {tab === 'ignore' && <IgnoreSettings folders={status.folders} />}
          {tab === 'checkup' && <Checkup />}
          {tab === 'account' && <AccountSettings status={status} appState={appState} />}
        </Tabs>
      </div>
    </>
  )
}
