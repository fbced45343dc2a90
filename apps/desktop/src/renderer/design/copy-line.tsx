import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.js'

/** A command to copy. */
export function CopyLine({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const code = useRef<HTMLElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    // The clipboard API needs a permission, and pages of the app are given none.
    const selection = getSelection()
    if (code.current === null || selection === null) return
    selection.selectAllChildren(code.current)
    setCopied(document.execCommand('copy'))
  }
  return (
    <div className="code-line">
      <code className="grow" ref={code}>
        {text}
      </code>
      <Button look="plain" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
        {isCopied ? t('common.copied') : t('common.copy')}
      </Button>
    </div>
  )
}
