import { Alert, Anchor, Button, Group, Stack } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { ApiProblem } from '../../api/problem.ts'
import { createProfile } from '../../api/profiles.ts'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { changedFields, ProfileFields } from '../../forms/profile-fields.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('profiles:write')
  const create = useMutation({
    mutationFn: (attributes: Record<string, unknown>) => createProfile(account.id, attributes),
    onSuccess: (id) => {
      done(t('profiles.created'))
      void navigate(paths.profile(account.id, id))
    },
  })
  const duplicate = duplicateOf(create.error)
  return (
    <Page
      title={t('profiles.new')}
      lead={t('profiles.newLead')}
      above={
        <Link to={paths.profiles(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('profiles.title')}
        </Link>
      }
    >
      <form
        style={{ maxWidth: 720 }}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(changedFields(typedInto(event.currentTarget)))
        }}
      >
        <Panel>
          <Stack gap="lg">
            {duplicate ? (
              <Alert color="apricot" role="alert" title={t('profiles.duplicate')}>
                <Anchor component={Link} to={paths.profile(account.id, duplicate)} size="sm">
                  {t('profiles.openDuplicate')}
                </Anchor>
              </Alert>
            ) : (
              <ProblemNotice problem={create.error} />
            )}
            <ProfileFields errors={fieldErrors(create.error)} />
            <Group justify="flex-end" gap="xs">
              <Button component={Link} to={paths.profiles(account.id)} variant="default">
                {t('common.cancel')}
              </Button>
              <Act type="submit" refusal={refusal} loading={create.isPending}>
                {t('profiles.create')}
              </Act>
            </Group>
          </Stack>
        </Panel>
      </form>
    </Page>
  )
}

function duplicateOf(problem: Error | null): string | null {
  const id = problem instanceof ApiProblem ? problem.errors[0]?.meta?.duplicate_profile_id : null
  return typeof id === 'string' ? id : null
}
