import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAccount } from '../../account.ts'
import { createList } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { NameDialog } from '../../ui/name-dialog.tsx'

export function NewList(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  return (
    <NameDialog
      {...props}
      title={t('groups.newList')}
      hint={t('groups.newListHint')}
      action={t('groups.create')}
      save={async (name) => {
        const id = await createList(account.id, name)
        await navigate(paths.list(account.id, id))
      }}
    />
  )
}
