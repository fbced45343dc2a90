/** Tidemark's own line icons on a grid of 20: one stroke width, round ends, no fills. */

const PATHS = {
  home: 'M3.5 9.2 10 3.6l6.5 5.6M5.2 8v8.2h9.6V8M8.2 16.2v-4.4h3.6v4.4',
  conflicts: 'M4 4.2h6.2v7.4H4zM12.6 8.4H16v7.4H9.8v-1.6M6 6.8h2.2M6 9h2.2',
  activity: 'M2.5 10.4c1.7 0 1.7-4.8 3.4-4.8s2.1 8.8 4 8.8 2.2-6.4 3.9-6.4 1.8 2.4 3.7 2.4',
  versions: 'M4.2 6.6A6.7 6.7 0 1 1 3.4 11M4 3.4v3.4h3.4M10 6.6V10l2.6 1.8',
  settings: 'M3 6h7.6M14.4 6H17M3 14h2.6M9.4 14H17M12.5 4.1v3.8M7.5 12.1v3.8',
  pause: 'M7.2 4.8v10.4M12.8 4.8v10.4',
  play: 'M6.6 4.4v11.2l9-5.6z',
  refresh:
    'M15.8 8.4A6.2 6.2 0 0 0 4.7 7M4.2 11.6A6.2 6.2 0 0 0 15.3 13M4.4 3.8V7h3.2M15.6 16.2V13h-3.2',
  folder: 'M2.8 5.2h5l1.6 2h7.8v8.2H2.8z',
  file: 'M5 2.9h6.2L15 6.7v10.4H5zM11 3v4h4',
  warning: 'M10 3.4 17.4 16H2.6zM10 8.2v3.6M10 13.9v.1',
  info: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M10 9.2v4M10 6.7v.1',
  check: 'm4.4 10.6 3.6 3.6 7.6-8',
  close: 'm5.2 5.2 9.6 9.6M14.8 5.2l-9.6 9.6',
  up: 'M10 16V4.4M5.2 9 10 4.2 14.8 9',
  down: 'M10 4v11.6M5.2 11l4.8 4.8 4.8-4.8',
  next: 'm7.6 4.6 5.4 5.4-5.4 5.4',
  search: 'M8.8 3.4a5.4 5.4 0 1 1 0 10.8 5.4 5.4 0 0 1 0-10.8M12.8 12.8l3.8 3.8',
  copy: 'M7.4 7.4h9v9h-9zM12.6 4.8V3.6h-9v9h1.2',
  trash: 'M3.6 5.8h12.8M7.6 5.6V3.4h4.8v2.2M5.2 6l.8 10.8h8L14.8 6M8.4 8.8v5M11.6 8.8v5',
  restore: 'M4 8.4h8a4 4 0 0 1 0 8H7.4M7.2 5 3.8 8.4l3.4 3.4',
  device: 'M3.4 4.4h13.2v8.8H3.4zM7 16.2h6M10 13.4v2.8',
  server: 'M3.6 3.6h12.8v5.2H3.6zM3.6 11.2h12.8v5.2H3.6zM6.2 6.2h.1M6.2 13.8h.1',
  plus: 'M10 4v12M4 10h12',
  offline:
    'M3 3l14 14M5.4 8.4A8 8 0 0 1 8.2 7M10.6 6.6c1.8.2 3.4.8 4.8 2M7.6 11.4c.5-.4 1-.6 1.6-.8M10 14.6v.1',
  open: 'M8 4.4H4v11.6h11.6v-4M11 4h5v5M16 4l-7 7',
  key: 'M6.8 9.2a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2M9.4 10.4l6.8-6.8M13 6.8l2.4 2.4',
  move: 'M3 10h12.4M11 5.6l4.4 4.4-4.4 4.4',
  person:
    'M10 3.4a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4M3.8 16.6c.6-3 3-4.6 6.2-4.6s5.6 1.6 6.2 4.6',
} as const

export type IconName = keyof typeof PATHS

/** An icon that repeats what the words beside it say, so a screen reader skips it. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The mark of the product: a tide line that has left its trace on the shore. */
export function TideMark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" width={size} height={size} fill="none">
      <rect className="mark-shore" width="24" height="24" rx="6.5" />
      <path
        className="mark-tide"
        d="M0 13.6c3 0 3-2.6 6-2.6s3 2.6 6 2.6 3-2.6 6-2.6 3 2.6 6 2.6v3.9A6.5 6.5 0 0 1 17.5 24h-11A6.5 6.5 0 0 1 0 17.5z"
      />
      <path
        className="mark-line"
        d="M4.4 7.1c1.9 0 1.9-1.5 3.8-1.5s1.9 1.5 3.8 1.5 1.9-1.5 3.8-1.5 1.9 1.5 3.8 1.5"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  )
}
