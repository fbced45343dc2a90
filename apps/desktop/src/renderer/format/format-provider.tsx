import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createFormat, type Format } from './format.js'

/** "3 minutes ago" is told anew this often. */
const NOW_EVERY_MS = 30_000

const FormatContext = createContext<Format | null>(null)
const NowContext = createContext(0)

/**
 * Formatters and time for everything below. One set for all: making the formatters takes longer than
 * drawing the row of a list that uses them.
 */
export function FormatProvider({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation()
  const format = useMemo(() => createFormat(i18n.language), [i18n.language])
  return (
    <FormatContext value={format}>
      <NowContext value={useClock()}>{children}</NowContext>
    </FormatContext>
  )
}

/** Formatters of the window's language. */
export function useFormat(): Format {
  const format = use(FormatContext)
  if (format === null) throw new Error('FormatProvider is missing above this component')
  return format
}

/** The time now, fresh every half minute: for "3 minutes ago". */
export function useNowMs(): number {
  return use(NowContext)
}

function useClock(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), NOW_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
