import { useTranslation } from 'react-i18next'
import { VirtualList } from '../../design/virtual-list.js'
import type { DiffLine, DiffRow } from './text-diff.js'

/** Two texts line by line. What differs is marked by more than colour. */
export function TextDiff({ rows }: { readonly rows: readonly DiffRow[] }) {
  const { t } = useTranslation()
  return (
    <VirtualList
      className="diff code"
      label={t('conflicts.compare')}
      rows={rows}
      keyOf={keyOf}
      rowPx={22}
      renderRow={(row) => <DiffRowView row={row} />}
    />
  )
}

/** Rows of two texts never move. */
const keyOf = (_: DiffRow, index: number) => String(index)

function DiffRowView({ row }: { readonly row: DiffRow }) {
  const { t } = useTranslation()
  if (row.kind === 'gap') {
    return <div className="diff-gap">{t('conflicts.equalLines', { count: row.lineCount })}</div>
  }
  const isChanged = row.kind === 'changed'
  return (
    <div className="diff-row">
      <Line line={row.left} mark={isChanged && row.left !== null ? 'removed' : null} />
      <Line line={row.right} mark={isChanged && row.right !== null ? 'added' : null} />
    </div>
  )
}

interface LineProps {
  readonly line: DiffLine | null
  readonly mark: 'removed' | 'added' | null
}

function Line({ line, mark }: LineProps) {
  if (line === null) return <div className="diff-line diff-none" />
  const Changed = mark === 'removed' ? 'del' : 'ins'
  return (
    <div className={mark === null ? 'diff-line' : `diff-line diff-${mark}`}>
      <span className="diff-number">{line.number}</span>
      <span className="diff-text">
        {line.parts.map((part, index) =>
          part.isChanged ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a line never move
            <Changed key={index}>{part.text}</Changed>
          ) : (
            part.text
          ),
        )}
      </span>
    </div>
  )
}
