import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { deleteFlow, renameFlow } from '../../api/flows.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { done } from '../../ui/toast.ts'

interface Named {
  id: string
  name: string
}

export function RenameFlow(props: { flow: Named | null; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { flow } = props
  return (
    <NameDialog
      key={flow?.id}
      opened={flow !== null}
      title={t('flows.rename')}
      initial={flow?.name ?? ''}
      save={async (name) => {
        await renameFlow(account.id, flow?.id ?? '', name)
        done(t('common.saved'))
      }}
      onClose={props.onClose}
    />
  )
}

export function DeleteFlow(props: {
  flow: Named | null
  onDeleted: () => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const remove = useMutation({
    mutationFn: (id: string) => deleteFlow(account.id, id),
    onSuccess: () => {
      done(t('flows.deleted'))
      props.onDeleted()
    },
  })
  return (
    <ConfirmDialog
      opened={props.flow !== null}
      title={t('flows.deleteTitle', { name: props.flow?.name ?? '' })}
      body={t('flows.deleteBody')}
      action={t('flows.delete')}
      busy={remove.isPending}
      problem={remove.error}
      onConfirm={() => props.flow && remove.mutate(props.flow.id)}
      onClose={props.onClose}
    />
  )
}
