import { useTranslation } from 'react-i18next'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { Spinner } from '../../design/button.js'
import { Dialog } from '../../design/dialog.js'

interface WhyProps {
  /** Absolute path of the item. */
  readonly path: string
  readonly onClose: () => void
}

/** What `tidemark why` says: the verdict, and the facts that led to it. */
export function Why({ path, onClose }: WhyProps) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const { value, error, isLoading } = useQuery(path, () => daemon.why({ path }))
  return (
    <Dialog title={t('held.whyTitle')} onClose={onClose}>
      <div className="stack">
        <p className="code">{path}</p>
        <ErrorBanner error={error} />
        {isLoading && <Spinner />}
        {value !== undefined && (
          <>
            <strong>{value.verdict}</strong>
            <dl className="facts">
              {value.facts.map((fact) => (
                <div className="fact" key={fact.label}>
                  <dt>{fact.label}</dt>
                  <dd>{fact.value}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </Dialog>
  )
}
