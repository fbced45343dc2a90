import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodResult } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Banner } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { useFormat } from '../../format/format-provider.js'
import { SettingsGroup } from '../settings/settings-group.js'
import { formatPairingCode } from './pairing-code.js'

/** How often the server is asked whether the code was used. */
const ASK_EVERY_MS = 3000

/** A short code with which a new device joins the account, without a password. */
export function AddDevice({ onAdded }: { readonly onAdded: () => void }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const make = useCall(() => daemon.makePairingCode({}))
  return (
    <SettingsGroup title={t('pairing.title')} text={t('pairing.text')}>
      <ErrorBanner error={make.error} />
      {make.value !== undefined && (
        <Code key={make.value.pairingId} code={make.value} onAdded={onAdded} />
      )}
      <div className="row">
        <Button icon="key" isBusy={make.isRunning} onClick={() => void make.run()}>
          {make.value === undefined ? t('pairing.make') : t('pairing.makeAnother')}
        </Button>
      </div>
    </SettingsGroup>
  )
}

interface CodeProps {
  readonly code: MethodResult<'makePairingCode'>
  readonly onAdded: () => void
}

function Code({ code: { code, expiresAtMs, pairingId, serverUrl }, onAdded }: CodeProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const format = useFormat()
  const { value, reload } = useQuery(pairingId, () => daemon.pairing({ pairingId }))
  const state = value?.state ?? 'open'
  useEffect(() => {
    if (state === 'claimed') onAdded()
    if (state !== 'open') return
    const timer = setInterval(reload, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [state, reload, onAdded])
  if (state === 'claimed') {
    return <Banner tone="ok" title={t('pairing.claimed', { name: value?.device?.name ?? '' })} />
  }
  if (state === 'ended') return <Banner tone="info" title={t('pairing.ended')} />
  return (
    <div className="pairing" aria-live="polite">
      <output className="pairing-code code">{formatPairingCode(code)}</output>
      <p>{t('pairing.use', { serverUrl })}</p>
      <p className="quiet small">{t('pairing.until', { time: format.time(expiresAtMs) })}</p>
    </div>
  )
}
