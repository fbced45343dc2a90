import { useTranslation } from 'react-i18next'
import type { Status } from '../../../ipc-contract/index.js'
import { Button } from '../../design/button.js'
import { Progress } from '../../design/progress.js'
import { TideGauge } from '../../design/tide-gauge.js'
import { useFormat } from '../../format/format-provider.js'
import { folderLine } from '../home/folder-line.js'
import { gaugeOf, progressOf } from '../home/folder-view.js'

/** The first synced files, as they come. */
export function DoneStep({ status, onDone }: { readonly status: Status; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { share } = progressOf(status.folders)
  // No folder at all is settled, too: the linked one is not in the picture yet.
  const isSettled = status.settled && status.folders.length > 0
  return (
    <div className="stack">
      <p className="quiet">{isSettled ? t('firstRun.done.settled') : t('firstRun.done.text')}</p>
      <ul className="stack">
        {status.folders.map((folder) => (
          <li key={folder.folderId} className="card first-run-folder">
            <TideGauge {...gaugeOf(folder)} />
            <div className="grow">
              <h2>{folder.spaceName}</h2>
              <p className="quiet" aria-live="polite">
                {folderLine(t, format, folder)}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {!isSettled && share < 1 && <Progress label={t('home.progress')} share={share} />}
      <div className="row">
        <Button look="primary" onClick={onDone}>
          {t('firstRun.done.open')}
        </Button>
      </div>
    </div>
  )
}
