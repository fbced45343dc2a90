import { useId } from 'react'
import { Icon, type IconName } from './icons.js'
import type { Tone } from './tone.js'

/** What a gauge shows: how high the water stands, and a sign when it stands still. */
export interface GaugeReading {
  readonly tone: Tone
  /** 0 = dry, 1 = full. */
  readonly level: number
  readonly moves: boolean
  readonly sign: IconName | null
}

const DEPTH = 36

/** A round gauge that fills like a tide pool. Decoration: the state is always in words beside it. */
export function TideGauge({ tone, level, moves, sign }: GaugeReading) {
  const clip = useId()
  const dropPx = (1 - Math.min(1, Math.max(0, level))) * DEPTH
  return (
    <svg
      aria-hidden="true"
      className={`gauge tone-${tone}`}
      viewBox="0 0 40 40"
      width="40"
      height="40"
      fill="none"
    >
      <clipPath id={clip}>
        <circle cx="20" cy="20" r="18" />
      </clipPath>
      <circle cx="20" cy="20" r="18.5" fill="var(--tone-soft)" stroke="currentColor" />
      <g clipPath={`url(#${clip})`}>
        <g className="gauge-water" transform={`translate(0 ${dropPx})`} opacity="0.28">
          <path
            className={moves ? 'gauge-wave' : undefined}
            fill="currentColor"
            d="M0 3c5 0 5-2.4 10-2.4S15 3 20 3 25 .6 30 .6 35 3 40 3 45 .6 50 .6 55 3 60 3v40H0z"
          />
        </g>
      </g>
      {sign !== null && (
        <g transform="translate(10 10)">
          <Icon name={sign} size={20} />
        </g>
      )}
    </svg>
  )
}
