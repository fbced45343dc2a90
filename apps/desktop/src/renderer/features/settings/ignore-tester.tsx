import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IgnoreTest } from '../../../ipc-contract/index.js'
import { useBridge } from '../../bridge/bridge.js'
import { ErrorBanner } from '../../bridge/error-banner.js'
import { useQuery } from '../../bridge/use-query.js'
import { Badge } from '../../design/banner.js'
import { TextField } from '../../design/field.js'

/** What the rules, saved or not, would say of a path. */
export function IgnoreTester({ rules }: { readonly rules: string }) {
  const { t } = useTranslation()
  const { daemon } = useBridge()
  const [path, setPath] = useState('')
  const asked = useDeferredValue(path.trim())
  const { value, error } = useQuery(`${asked}\n${useDeferredValue(rules)}`, async () =>
    asked === ''
      ? { ok: true, value: { results: [] } }
      : await daemon.testIgnore({ rules, paths: [asked] }),
  )
  return (
    <div className="stack">
      <TextField
        label={t('ignore.test')}
        hint={t('ignore.testHint')}
        value={path}
        onValue={setPath}
      />
      <ErrorBanner error={error} />
      <div aria-live="polite">
        {value?.results.map((result) => (
          <Verdict key={result.path} result={result} />
        ))}
      </div>
    </div>
  )
}

function Verdict({ result }: { readonly result: IgnoreTest['results'][number] }) {
  const { t } = useTranslation()
  const { rule } = result
  if (rule === null) return <Badge tone="ok">{t('ignore.synced')}</Badge>
  return (
    <p className="row">
      <Badge tone="quiet">{t('ignore.leftAlone')}</Badge>
      <code>{rule.pattern}</code>
      <span className="quiet">
        {rule.line === null ? rule.reason : t('ignore.line', { line: rule.line })}
      </span>
    </p>
  )
}
