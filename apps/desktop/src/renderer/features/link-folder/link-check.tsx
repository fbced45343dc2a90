import { useTranslation } from 'react-i18next'
import type { MethodParams } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { Button } from '../../design/button.js'

interface LinkCheckProps {
  readonly params: MethodParams<'linkFolder'>
  readonly onBack: () => void
  readonly onLinked: () => void
}

/** The last question before a folder is linked. */
export function LinkCheck({ params, onBack, onLinked }: LinkCheckProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const link = useCall(() => daemon.linkFolder(params))
  const submit = async () => {
    if ((await link.run()) !== undefined) onLinked()
  }
  return (
    <div className="stack">
      <p className="code">{params.path}</p>
      <p>{t('link.merge')}</p>
      <ErrorBanner error={link.error} />
      <div className="row">
        <Button onClick={onBack}>{t('common.back')}</Button>
        <Button look="primary" isBusy={link.isRunning} onClick={() => void submit()}>
          {t('link.start')}
        </Button>
      </div>
    </div>
  )
}
