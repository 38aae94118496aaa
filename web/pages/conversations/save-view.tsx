import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { createView, type InboxQuestion } from '../../api/conversations.ts'
import { Act } from '../../ui/act.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'

/** Keep what is being looked at under a name, for everybody. */
export function SaveView(props: { question: InboxQuestion; isNarrowed: boolean }) {
  const { t } = useTranslation()
  const account = useAccount()
  const notAllowed = useRefusal('conversations:write')
  const [naming, setNaming] = useState(false)
  const refusal = notAllowed ?? (props.isNarrowed ? undefined : t('conversations.viewNeeds'))
  return (
    <>
      <Act variant="default" refusal={refusal} onClick={() => setNaming(true)}>
        {t('conversations.saveView')}
      </Act>
      <NameDialog
        opened={naming}
        title={t('conversations.saveView')}
        save={(name) => createView(account.id, { ...props.question, name })}
        onClose={() => setNaming(false)}
      />
    </>
  )
}
