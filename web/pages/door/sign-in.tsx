import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { redirect, useNavigate, useSearchParams } from 'react-router'
import { queryClient } from '../../api/query-client.ts'
import { installation, signIn } from '../../api/session.ts'
import { PasswordField } from '../../fields/password.tsx'
import { typedInto } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Door } from './door.tsx'

export async function loader() {
  const { data } = await queryClient.ensureQueryData(installation)
  if (data.attributes.needs_owner) throw redirect(paths.setup())
  return null
}

export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => navigate(inside(search.get('next'))),
  })
  return (
    <Door title={t('door.signIn')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const { email = '', password = '' } = typedInto(event.currentTarget)
          enter.mutate({ email, password })
        }}
      >
        <Stack gap="md">
          <ProblemNotice problem={enter.error} />
          <TextInput
            name="email"
            type="email"
            label={t('fields.email')}
            autoComplete="username"
            required
            size="md"
          />
          <PasswordField
            name="password"
            label={t('fields.password')}
            autoComplete="current-password"
            required
            size="md"
          />
          <Button type="submit" size="md" fullWidth loading={enter.isPending}>
            {t('door.signIn')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}

/** Only ways into this console are followed; a crafted link must not lead elsewhere. */
function inside(next: string | null): string {
  return next?.startsWith('/a/') ? next : paths.home()
}
