import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeProfile, type ProfileDetails } from '../../api/profiles.ts'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { changedFields, ProfileFields } from '../../forms/profile-fields.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

export function EditProfile(props: {
  account: string
  profile: ProfileDetails
  opened: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { account, profile, opened, onClose } = props
  const change = useMutation({
    mutationFn: (attributes: Record<string, unknown>) =>
      changeProfile(account, profile.id, { attributes }),
    onSuccess: () => {
      done(t('common.saved'))
      onClose()
    },
  })
  return (
    <Dialog opened={opened} onClose={onClose} title={t('profile.edit')} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(changedFields(typedInto(event.currentTarget), profile))
        }}
      >
        <Stack gap="lg">
          <ProblemNotice problem={change.error} />
          <ProfileFields profile={profile} errors={fieldErrors(change.error)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
