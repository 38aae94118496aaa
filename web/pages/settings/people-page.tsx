import { ActionIcon, Avatar, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconUserPlus, IconX } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs, useNavigate } from 'react-router'
import type { Role } from '../../../src/contract/permissions.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { me } from '../../api/session.ts'
import {
  changeMember,
  invitations,
  invite,
  type MemberState,
  members,
  removeMember,
  withdrawInvitation,
} from '../../api/settings.ts'
import { RoleField } from '../../fields/role.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Moment } from '../../ui/moment.tsx'
import { OnceDialog } from '../../ui/once-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(members(account)),
    queryClient.ensureQueryData(invitations(account)),
  ])
  return null
}

export function Component() {
  return (
    <Stack gap="lg">
      <People />
      <Invitations />
    </Stack>
  )
}

function People() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: person } = useSuspenseQuery(me)
  const { data } = useSuspenseQuery(members(account.id))
  const refusal = useRefusal('members:write')
  const navigate = useNavigate()
  const [leaving, setLeaving] = useState<MemberState | null>(null)
  const [heir, setHeir] = useState<MemberState | null>(null)
  const change = useMutation({
    mutationFn: (wanted: { id: string; role: Role }) =>
      changeMember(account.id, wanted.id, wanted.role),
    onSuccess: () => {
      setHeir(null)
      done(t('common.saved'))
    },
    onError: (problem: Error) => failed(problem),
  })
  const remove = useMutation({
    mutationFn: (id: string) => removeMember(account.id, id),
    onSuccess: (_, id) => {
      setLeaving(null)
      if (id === person.id) void navigate(paths.home())
    },
  })
  const leavesMyself = leaving?.id === person.id
  return (
    <Panel title={t('nav.people')} flush>
      <DataTable
        caption={t('nav.people')}
        rows={data}
        columns={[
          {
            key: 'name',
            header: t('fields.name'),
            cell: (member) => (
              <Group gap="sm" wrap="nowrap">
                <Avatar size={30} radius="xl" name={member.name} color="initials" aria-hidden />
                <div style={{ minWidth: 0 }}>
                  <Group gap={6}>
                    <Text size="sm" fw={550}>
                      {member.name}
                    </Text>
                    {member.id === person.id ? <Badge size="xs">{t('settings.you')}</Badge> : null}
                  </Group>
                  <Text size="xs" c="dimmed" truncate>
                    {member.email}
                  </Text>
                </div>
              </Group>
            ),
          },
          {
            key: 'role',
            header: t('settings.role'),
            width: '1%',
            cell: (member) => {
              if (member.role === 'owner') return <Badge color="apricot">{t('roles.owner')}</Badge>
              return (
                <RoleField
                  label={t('settings.roleOf', { name: member.name })}
                  hideLabel
                  value={member.role}
                  disabled={Boolean(refusal)}
                  withOwner={account.role === 'owner'}
                  onChange={(next) =>
                    next === 'owner'
                      ? setHeir(member)
                      : change.mutate({ id: member.id, role: next })
                  }
                />
              )
            },
          },
          {
            key: 'remove',
            header: '',
            width: 60,
            align: 'end',
            cell: (member) =>
              member.role === 'owner' || (refusal && member.id !== person.id) ? null : (
                <ActionIcon
                  aria-label={
                    member.id === person.id
                      ? t('settings.leave')
                      : t('settings.removePerson', { name: member.name })
                  }
                  onClick={() => setLeaving(member)}
                >
                  <IconX size={16} />
                </ActionIcon>
              ),
          },
        ]}
      />
      <ConfirmDialog
        opened={leaving !== null}
        title={
          leavesMyself
            ? t('settings.leave')
            : t('settings.removePerson', { name: leaving?.name ?? '' })
        }
        body={t(leavesMyself ? 'settings.leaveBody' : 'settings.removeBody')}
        action={t(leavesMyself ? 'settings.leave' : 'settings.remove')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
      />
      <ConfirmDialog
        opened={heir !== null}
        title={t('settings.handOverTitle', { name: heir?.name ?? '' })}
        body={t('settings.handOverBody', { name: heir?.name ?? '' })}
        action={t('settings.handOver')}
        busy={change.isPending}
        problem={change.error}
        onClose={() => setHeir(null)}
        onConfirm={() => heir && change.mutate({ id: heir.id, role: 'owner' })}
      />
    </Panel>
  )
}

function Invitations() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useSuspenseQuery(invitations(account.id))
  const refusal = useRefusal('members:write')
  const [open, setOpen] = useState(false)
  const [link, setLink] = useState<string | null>(null)
  const withdraw = useMutation({
    mutationFn: (id: string) => withdrawInvitation(account.id, id),
    onSuccess: () => done(t('settings.withdrawn')),
    onError: failed,
  })
  return (
    <Panel
      title={t('settings.invitations')}
      hint={t('settings.invitationsHint')}
      flush={data.length > 0}
      action={
        <Act
          leftSection={<IconUserPlus size={16} />}
          refusal={refusal}
          onClick={() => setOpen(true)}
        >
          {t('settings.invite')}
        </Act>
      }
    >
      {data.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('settings.noInvitations')}
        </Text>
      ) : (
        <DataTable
          caption={t('settings.invitations')}
          rows={data}
          columns={[
            { key: 'email', header: t('fields.email'), cell: (each) => each.email },
            {
              key: 'role',
              header: t('settings.role'),
              cell: (each) => t(`roles.${each.role}`),
            },
            {
              key: 'expires',
              header: t('settings.expires'),
              secondary: true,
              cell: (each) => <Moment at={each.expires_at} zone={account.timezone} />,
            },
            {
              key: 'withdraw',
              header: '',
              align: 'end',
              cell: (each) => (
                <Act
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  refusal={refusal}
                  onClick={() => withdraw.mutate(each.id)}
                >
                  {t('settings.withdraw')}
                </Act>
              ),
            },
          ]}
        />
      )}
      <Dialog opened={open} onClose={() => setOpen(false)} title={t('settings.invite')}>
        <InviteForm
          onInvited={(made) => {
            setOpen(false)
            setLink(made)
          }}
        />
      </Dialog>
      <OnceDialog
        title={t('settings.invited')}
        hint={t('settings.invitedHint')}
        label={t('settings.link')}
        secret={link}
        onClose={() => setLink(null)}
      />
    </Panel>
  )
}

function InviteForm(props: { onInvited: (link: string) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [role, setRole] = useState<Role>('manager')
  const send = useMutation({
    mutationFn: (email: string) => invite(account.id, { email, role }),
    onSuccess: props.onInvited,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate(typedInto(event.currentTarget).email ?? '')
      }}
    >
      <Stack gap="md">
        <ProblemNotice problem={send.error} />
        <TextInput
          name="email"
          type="email"
          label={t('fields.email')}
          required
          data-autofocus
          error={fieldErrors(send.error).email}
        />
        <RoleField label={t('settings.role')} value={role} onChange={setRole} />
        <Text size="sm" c="dimmed">
          {t(`roleHints.${role}`)}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" loading={send.isPending}>
            {t('settings.makeLink')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
