import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../ipc-contract/index.js'
import { Tabs } from '../../design/tabs.js'
import type { Route } from '../../route.js'
import { FileVersions } from './file-versions.js'
import { TrashList } from './trash-list.js'

type Tab = 'versions' | 'trash'

interface VersionsScreenProps {
  readonly status: Status
  readonly params: Route['params']
}

/** What was: earlier versions of a file, and what was deleted. */
export function VersionsScreen({ status, params }: VersionsScreenProps) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<Tab>(params.path === undefined ? 'trash' : 'versions')
  return (
    <>
      <header>
        <h1>{t('versions.title')}</h1>
        <p className="quiet">{t('versions.text')}</p>
      </header>
      <div className="fill versions">
        <Tabs
          label={t('versions.title')}
          value={tab}
          onChoose={setTab}
          tabs={[
            { value: 'trash', label: t('versions.trash') },
            { value: 'versions', label: t('versions.versions') },
          ]}
        >
          {tab === 'trash' ? (
            <TrashList folders={status.folders} />
          ) : (
            <FileVersions folders={status.folders} params={params} />
          )}
        </Tabs>
      </div>
    </>
  )
}
