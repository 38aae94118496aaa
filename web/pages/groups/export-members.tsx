import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { download } from '../../api/download.ts'
import { membersExport } from '../../api/groups.ts'
import { Act } from '../../ui/act.tsx'
import { failed } from '../../ui/toast.ts'

/** The members of a list or a segment as a file. */
export function ExportMembers(props: { id: string; name: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('data:export')
  const save = useMutation({
    mutationFn: () => download(account.id, membersExport(props.id), `${props.name}.csv`),
    onError: failed,
  })
  return (
    <Act
      variant="default"
      leftSection={<IconDownload size={16} />}
      refusal={refusal}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t('groups.exportCsv')}
    </Act>
  )
}
