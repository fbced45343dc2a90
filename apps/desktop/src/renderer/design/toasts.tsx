import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './button.js'

interface ToastMessage {
  readonly text: string
  readonly onUndo?: (() => void) | undefined
}

type ShowToast = (message: ToastMessage) => void

const ToastContext = createContext<ShowToast>(() => undefined)

/** Says that something was done, and offers to take it back. */
export function useToast(): ShowToast {
  return use(ToastContext)
}

/** Long enough to read and to reach the button (WCAG 2.2.1 asks for 20 s where time counts). */
const SHOWN_MS = 20_000

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<(ToastMessage & { id: number }) | null>(null)
  const lastId = useRef(0)
  const show = useCallback((message: ToastMessage) => {
    const id = ++lastId.current
    setShown({ ...message, id })
    setTimeout(() => setShown((now) => (now?.id === id ? null : now)), SHOWN_MS)
  }, [])
  const dismiss = useCallback(() => setShown(null), [])
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status">
        {shown !== null && <Toast key={shown.id} message={shown} onClose={dismiss} />}
      </div>
    </ToastContext>
  )
}

interface ToastProps {
  readonly message: ToastMessage
  readonly onClose: () => void
}

function Toast({ message, onClose }: ToastProps) {
  const { t } = useTranslation()
  const { onUndo } = message
  return (
    <div className="toast">
      <span>{message.text}</span>
      {onUndo !== undefined && (
        <Button
          icon="restore"
          onClick={() => {
            onClose()
            onUndo()
          }}
        >
          {t('common.undo')}
        </Button>
      )}
      <IconButton icon="close" label={t('common.close')} onClick={onClose} />
    </div>
  )
}
