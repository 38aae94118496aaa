import { Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { PASSWORD_LENGTH_MIN } from '../../../src/contract/accounts.ts'
import { changeMe, changePassword, type Me, me } from '../../api/session.ts'
import { PasswordField } from '../../fields/password.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

/** What a person says about themselves; it holds in every account they work for. */
export function Component() {
  const { data: person } = useSuspenseQuery(me)
  return (
    <Stack gap="lg">
      <MyName person={person} />
      <MyPassword person={person} />
    </Stack>
  )
}

function MyName(props: { person: Me }) {
  const { t } = useTranslation()
  const { id, attributes } = props.person
  const change = useMutation({
    mutationFn: (name: string) => changeMe(id, { name }),
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel title={t('nav.me')} hint={t('settings.meHint')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(typedInto(event.currentTarget).name ?? '')
        }}
      >
        <Stack gap="md" maw={480}>
          <ProblemNotice problem={change.error} />
          <TextInput
            name="name"
            label={t('fields.yourName')}
            defaultValue={attributes.name}
            autoComplete="name"
            required
            maxLength={200}
            error={fieldErrors(change.error).name}
          />
          <TextInput
            label={t('fields.email')}
            description={t('settings.emailFixed')}
            value={attributes.email}
            readOnly
          />
          <Group>
            <Act type="submit" loading={change.isPending}>
              {t('common.save')}
            </Act>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function MyPassword(props: { person: Me }) {
  const { t } = useTranslation()
  const { id, attributes } = props.person
  const change = useMutation({
    mutationFn: (typed: { form: HTMLFormElement; current: string; next: string }) =>
      changePassword(id, typed),
    onSuccess: (_, { form }) => {
      form.reset()
      done(t('settings.passwordChanged'))
    },
  })
  const errors = fieldErrors(change.error)
  return (
    <Panel title={t('fields.password')} hint={t('settings.passwordHint')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const { current_password: current = '', new_password: next = '' } = typedInto(form)
          change.mutate({ form, current, next })
        }}
      >
        {/* For password managers, which otherwise do not know whose password changes. */}
        <input type="hidden" name="username" autoComplete="username" value={attributes.email} />
        <Stack gap="md" maw={480}>
          <ProblemNotice problem={change.error} />
          <PasswordField
            name="current_password"
            label={t('settings.currentPassword')}
            autoComplete="current-password"
            required
            error={errors.current_password}
          />
          <PasswordField
            name="new_password"
            label={t('settings.newPassword')}
            description={t('fields.passwordHint', { count: PASSWORD_LENGTH_MIN })}
            autoComplete="new-password"
            minLength={PASSWORD_LENGTH_MIN}
            required
            error={errors.new_password}
          />
          <Group>
            <Act type="submit" loading={change.isPending}>
              {t('settings.changePassword')}
            </Act>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
