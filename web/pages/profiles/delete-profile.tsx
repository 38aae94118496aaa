import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { deleteProfile, type ProfileDetails } from '../../api/profiles.ts'
import { paths } from '../../paths.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { done } from '../../ui/toast.ts'

export function DeleteProfile(props: {
  account: { id: string }
  profile: ProfileDetails
  opened: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { account, profile } = props
  const erase = useMutation({
    mutationFn: () => deleteProfile(account.id, profile.id),
    onSuccess: () => {
      done(t('profile.deletionStarted'))
      void navigate(paths.profiles(account.id))
    },
  })
  return (
    <ConfirmDialog
      opened={props.opened}
      onClose={props.onClose}
      title={t('profile.deleteTitle')}
      body={t('profile.deleteBody')}
      action={t('profile.deleteForGood')}
      typed={profile.email ?? profile.phone_number ?? profile.id}
      busy={erase.isPending}
      problem={erase.error}
      onConfirm={() => erase.mutate()}
    />
  )
}
