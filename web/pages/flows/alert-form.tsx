import { Badge, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ALERT_RECIPIENTS_MAX, type FlowInternalAlert } from '../../../src/contract/flows.ts'
import { isEmail } from '../../../src/contract/values.ts'
import { useAccount } from '../../account.ts'
import {
  type AlertRecipientState,
  alertRecipients,
  askAlertRecipient,
} from '../../api/flow-simulations.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { done, failed } from '../../ui/toast.ts'
import { TemplateChoice } from './template-choice.tsx'

const COLOURS = {
  member: 'gray',
  confirmed: 'petrol',
  waiting: 'apricot',
  declined: 'red',
} as const

export function AlertForm(props: {
  alert: FlowInternalAlert
  onChange: (alert: FlowInternalAlert) => void
}) {
  const { t } = useTranslation()
  const { alert, onChange } = props
  const wrong = alert.to_emails.filter((one) => !isEmail(one))
  return (
    <Stack gap="md">
      <TagsInput
        label={t('flows.alertTo')}
        description={t('flows.alertToHint', { count: ALERT_RECIPIENTS_MAX })}
        maxTags={ALERT_RECIPIENTS_MAX}
        value={alert.to_emails}
        error={wrong.length > 0 ? t('flows.notAnEmail', { email: wrong[0] ?? '' }) : null}
        onChange={(to_emails) => onChange({ ...alert, to_emails })}
      />
      <Recipients emails={alert.to_emails.filter((one) => isEmail(one))} />
      <TextInput
        label={t('flows.subject')}
        value={alert.subject_line ?? ''}
        onChange={(event) =>
          onChange({ ...alert, subject_line: event.currentTarget.value || null })
        }
      />
      <TemplateChoice
        templateId={alert.template_id}
        onChoose={(template_id) => onChange({ ...alert, template_id })}
      />
    </Stack>
  )
}

/** Whom alerts reach, and asking those again who have not answered. */
function Recipients({ emails }: { emails: readonly string[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data: known } = useQuery({
    ...alertRecipients(account.id),
    enabled: emails.length > 0,
  })
  const ask = useMutation({
    mutationFn: (email: string) => askAlertRecipient(account.id, email),
    onSuccess: (_, email) => done(t('flows.alertAsked', { email })),
    onError: failed,
  })
  if (!known) return null
  return (
    <Stack gap="xs">
      {emails.map((email) => {
        const found = known.find((one) => one.email.toLowerCase() === email.toLowerCase())
        const state: AlertRecipientState | null = found?.state ?? null
        return (
          <Group key={email} justify="space-between" gap="xs">
            <div>
              <Text size="sm">{email}</Text>
              {found?.asked && state === 'waiting' ? (
                <Text size="xs" c="dimmed">
                  {t('flows.alertAskedAt', {
                    time: formats.dayAndTime(found.asked, account.timezone),
                  })}
                </Text>
              ) : null}
            </div>
            <Group gap="xs">
              <Badge variant="light" color={state ? COLOURS[state] : 'gray'}>
                {t(`flows.alert_${state ?? 'new'}`)}
              </Badge>
              {state === 'waiting' ? (
                <Act
                  size="compact-xs"
                  variant="subtle"
                  loading={ask.isPending}
                  onClick={() => ask.mutate(email)}
                >
                  {t('flows.alertAskAgain')}
                </Act>
              ) : null}
            </Group>
          </Group>
        )
      })}
    </Stack>
  )
}
