import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useCall } from '../../bridge/use-call.js'
import { useQuery } from '../../bridge/use-query.js'
import { Badge } from '../../design/banner.js'
import { Button } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'
import { Icon } from '../../design/icons.js'
import { useFormat, useNowMs } from '../../format/format-provider.js'
import { SettingsGroup } from '../settings/settings-group.js'
import { AddDevice } from './add-device.js'
import { UndoDevice } from './undo-device.js'

/** Devices of the account: add one, sign one out, take back what one did. */
export function DeviceList() {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const { value, error, reload } = useQuery('devices', () => daemon.listDevices({}))
  const devices = value?.devices.filter(({ revokedAtMs }) => revokedAtMs === null) ?? []
  return (
    <>
      <AddDevice onAdded={reload} />
      <SettingsGroup title={t('devices.title')} text={t('devices.text')}>
        <ErrorBanner error={error} />
        <ul className="devices">
          {devices.map((device) => (
            <DeviceRow key={device.deviceId} device={device} onRevoked={reload} />
          ))}
        </ul>
      </SettingsGroup>
    </>
  )
}

interface DeviceRowProps {
  readonly device: Device
  readonly onRevoked: () => void
}

function DeviceRow({ device, onRevoked }: DeviceRowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNowMs()
  const [asked, setAsked] = useState<'revoke' | 'undo' | null>(null)
  const { current, lastSeenAtMs, name, platform } = device
  const seen =
    lastSeenAtMs === null
      ? t('devices.neverSeen')
      : t('devices.seen', { ago: format.ago(lastSeenAtMs, nowMs) })
  return (
    <li className="list-item">
      <Icon name="device" />
      <div className="grow">
        <div className="row">
          <strong>{name}</strong>
          {current && <Badge tone="info">{t('conflicts.mine')}</Badge>}
        </div>
        <div className="quiet small">
          {platform} · {seen}
        </div>
      </div>
      <Button
        icon="restore"
        aria-label={t('devices.undoNamed', { name })}
        onClick={() => setAsked('undo')}
      >
        {t('devices.undo')}
      </Button>
      {!current && (
        <Button
          look="danger"
          aria-label={t('devices.revokeNamed', { name })}
          onClick={() => setAsked('revoke')}
        >
          {t('devices.revoke')}
        </Button>
      )}
      {asked === 'undo' && <UndoDevice device={device} onClose={() => setAsked(null)} />}
      {asked === 'revoke' && (
        <Revoke device={device} onRevoked={onRevoked} onClose={() => setAsked(null)} />
      )}
    </li>
  )
}

function Revoke({ device, onRevoked, onClose }: DeviceRowProps & { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const revoke = useCall(() => daemon.revokeDevice({ deviceId: device.deviceId }))
  const submit = async () => {
    if ((await revoke.run()) === undefined) return
    onClose()
    onRevoked()
  }
  return (
    <Dialog title={t('devices.revokeTitle', { name: device.name })} onClose={onClose}>
      <p>{t('devices.revokeText')}</p>
      <ErrorBanner error={revoke.error} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="danger" isBusy={revoke.isRunning} onClick={() => void submit()}>
          {t('devices.revoke')}
        </Button>
      </div>
    </Dialog>
  )
}
