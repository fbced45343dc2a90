import { useTranslation } from 'react-i18next'
import { Banner } from '../../design/banner.js'
import { TextField, Toggle } from '../../design/field.js'
import { type AddressDraft, addressProblem, isReadableOnTheWay } from './server-address.js'

interface AddressFieldProps {
  readonly draft: AddressDraft
  /** The person wanted to go on, so what is missing is said. */
  readonly isAsked: boolean
  readonly onDraft: (draft: AddressDraft) => void
}

/** The server's address, and the question that a connection without encryption needs (SEC-129). */
export function AddressField({ draft, isAsked, onDraft }: AddressFieldProps) {
  const { t } = useTranslation()
  const { server, isTrusted } = draft
  const problem = addressProblem(server)
  const isReadable = isReadableOnTheWay(server)
  return (
    <>
      <TextField
        label={t('firstRun.server.address')}
        hint={t('firstRun.server.addressHint')}
        placeholder="sync.example.org"
        inputMode="url"
        value={server}
        problem={isAsked && problem !== null ? t(`firstRun.server.${problem}`) : undefined}
        onValue={(changed) => onDraft({ ...draft, server: changed })}
      />
      {isReadable && (
        <Banner tone="warn" title={t('firstRun.server.readable')}>
          <Toggle
            label={t('firstRun.server.trusted')}
            isOn={isTrusted}
            onToggle={(isOn) => onDraft({ ...draft, isTrusted: isOn })}
          />
        </Banner>
      )}
    </>
  )
}
