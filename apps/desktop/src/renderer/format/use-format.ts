import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createFormat, type Format } from './format.js'

/** Formatters of the window's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => createFormat(i18n.language), [i18n.language])
}

/** The time now, fresh every half minute: for "3 minutes ago". */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
