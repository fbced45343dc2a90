import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState, Status } from '../ipc-contract/index.js'
import { useBridge } from './bridge/bridge.js'
import { Banner } from './design/banner.js'
import { Icon, type IconName, TideMark } from './design/icons.js'
import { ActivityScreen } from './features/activity/activity-screen.js'
import { ConflictsScreen } from './features/conflicts/conflicts-screen.js'
import { HomeScreen } from './features/home/home-screen.js'
import { SettingsScreen } from './features/settings/settings-screen.js'
import { VersionsScreen } from './features/versions/versions-screen.js'
import { useFormat } from './format/format-provider.js'
import { type LinkAction, LinkQuestion } from './link-question.js'
import { formatRoute, goTo, type Route, type Screen, useRoute } from './route.js'

interface FrameProps {
  readonly status: Status
  readonly appState: AppState
}

/** The window once a person is signed in: places to go on the side, the screen beside it. */
export function Frame({ status, appState }: FrameProps) {
  const route = useRoute()
  const main = useRef<HTMLElement>(null)
  const shown = useRef(route.screen)
  useEffect(() => {
    // Whoever hears the window instead of seeing it must notice that another screen is here.
    if (shown.current !== route.screen) main.current?.focus()
    shown.current = route.screen
  }, [route.screen])
  const { pendingLink } = appState
  const { app } = useBridge()
  const follow = ({ kind, target }: LinkAction) => {
    if (kind === 'connect') goTo('settings', { tab: 'account' })
    else void app.openFolder({ folderId: target, path: '' })
  }
  return (
    <div className="frame">
      <Sidebar status={status} screen={route.screen} />
      <main className="screen" ref={main} tabIndex={-1}>
        <DaemonNotice daemon={appState.daemon} />
        <ScreenOf route={route} status={status} appState={appState} />
      </main>
      {pendingLink !== null && (
        <LinkQuestion key={pendingLink.linkId} link={pendingLink} onAccepted={follow} />
      )}
    </div>
  )
}

function ScreenOf({ route, status, appState }: FrameProps & { readonly route: Route }) {
  switch (route.screen) {
    case 'home':
      return <HomeScreen status={status} />
    case 'conflicts':
      return <ConflictsScreen status={status} />
    case 'activity':
      return <ActivityScreen status={status} />
    case 'versions':
      return <VersionsScreen status={status} params={route.params} />
    case 'settings':
      return <SettingsScreen status={status} appState={appState} params={route.params} />
  }
}

const PLACES: readonly { readonly screen: Screen; readonly icon: IconName }[] = [
  { screen: 'home', icon: 'home' },
  { screen: 'conflicts', icon: 'conflicts' },
  { screen: 'activity', icon: 'activity' },
  { screen: 'versions', icon: 'versions' },
  { screen: 'settings', icon: 'settings' },
]

function Sidebar({ status, screen }: { readonly status: Status; readonly screen: Screen }) {
  const { t } = useTranslation()
  const format = useFormat()
  const conflictCount = status.folders.reduce((sum, { counts }) => sum + counts.conflicts, 0)
  return (
    <nav className="sidebar" aria-label={t('nav.label')}>
      <div className="brand">
        <TideMark size={26} />
        <span>{t('common.productName')}</span>
      </div>
      <ul>
        {PLACES.map((place) => (
          <li key={place.screen}>
            <a
              className="place"
              href={formatRoute(place.screen)}
              aria-current={place.screen === screen ? 'page' : undefined}
            >
              <Icon name={place.icon} />
              <span className="grow">{t(`nav.${place.screen}`)}</span>
              {place.screen === 'conflicts' && conflictCount > 0 && (
                <span className="badge tone-warn">
                  {format.count(conflictCount)}
                  <span className="only-heard">
                    {t('nav.openConflicts', { count: conflictCount })}
                  </span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
      {status.account !== null && (
        <div className="whoami small">
          <strong>{status.account.login}</strong>
          <span className="quiet">{status.account.deviceName}</span>
          <span className="quiet">{status.account.serverUrl.replace(/^https?:\/\//, '')}</span>
        </div>
      )}
    </nav>
  )
}

/** The link to the daemon is down: what is on the screen is as it was. */
function DaemonNotice({ daemon }: { readonly daemon: AppState['daemon'] }) {
  const { t } = useTranslation()
  if (daemon.state === 'connected') return null
  const tone = daemon.state === 'failed' || daemon.state === 'too_new' ? 'bad' : 'warn'
  return (
    <Banner tone={tone} isUrgent title={t(`daemon.${daemon.state}.title`)}>
      {t(`daemon.${daemon.state}.text`)}
    </Banner>
  )
}
