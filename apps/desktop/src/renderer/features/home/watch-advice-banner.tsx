import { useTranslation } from 'react-i18next'
import type { FolderStatus } from '../../../ipc-contract/index.js'
import { Banner } from '../../design/banner.js'
import { CopyLine } from '../../design/copy-line.js'
import { splitAdvice } from './watch-advice.js'

/** Changes are found late: why, and the one line that mends it. */
export function WatchAdvice({ folders }: { readonly folders: readonly FolderStatus[] }) {
  const { t } = useTranslation()
  const advice = folders.find(({ watch }) => watch.advice !== null)?.watch.advice
  if (advice === undefined || advice === null) return null
  const { text, command } = splitAdvice(advice)
  return (
    <Banner tone="info" title={t('home.watch.title')}>
      <p>{text}</p>
      {command !== null && <CopyLine text={command} />}
    </Banner>
  )
}
