import {
  Badge,
  Button,
  Checkbox,
  Code,
  Group,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { roleMay, SCOPES, type Scope } from '../../../src/contract/permissions.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { type ApiKeyState, apiKeys, createApiKey, revokeApiKey } from '../../api/settings.ts'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Moment, TimeAgo } from '../../ui/moment.tsx'
import { OnceDialog } from '../../ui/once-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(apiKeys(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useSuspenseQuery(apiKeys(account.id))
  const refusal = useRefusal('api-keys:write')
  const [creating, setCreating] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<ApiKeyState | null>(null)
  const revoke = useMutation({
    mutationFn: (id: string) => revokeApiKey(account.id, id),
    onSuccess: () => {
      setRevoked(null)
      done(t('settings.keyRevoked'))
    },
  })
  const create = (
    <Act leftSection={<IconKey size={16} />} refusal={refusal} onClick={() => setCreating(true)}>
      {t('settings.newKey')}
    </Act>
  )
  return (
    <Panel
      title={t('nav.apiKeys')}
      hint={t('settings.keysHint')}
      flush
      action={data.length > 0 ? create : null}
    >
      {data.length === 0 ? (
        <EmptyState title={t('settings.noKeys')} body={t('settings.noKeysBody')} action={create} />
      ) : (
        <DataTable
          caption={t('nav.apiKeys')}
          rows={data}
          columns={[
            {
              key: 'name',
              header: t('fields.name'),
              cell: (key) => (
                <Stack gap={2}>
                  <Text size="sm" fw={550} td={key.revoked_at ? 'line-through' : undefined}>
                    {key.name}
                  </Text>
                  <Code w="fit-content">{key.prefix}…</Code>
                </Stack>
              ),
            },
            {
              key: 'scopes',
              header: t('settings.scopes'),
              secondary: true,
              cell: (key) => (
                <Tooltip label={key.scopes.join(', ')}>
                  <Badge color="gray" tabIndex={0}>
                    {key.scopes.length === SCOPES.length
                      ? t('settings.fullAccess')
                      : t('settings.scopeCount', { count: key.scopes.length })}
                  </Badge>
                </Tooltip>
              ),
            },
            {
              key: 'created',
              header: t('fields.created'),
              secondary: true,
              cell: (key) => <Moment at={key.created_at} zone={account.timezone} />,
            },
            {
              key: 'used',
              header: t('settings.lastUsed'),
              secondary: true,
              cell: (key) =>
                key.last_used_at ? (
                  <TimeAgo at={key.last_used_at} zone={account.timezone} />
                ) : (
                  t('settings.neverUsed')
                ),
            },
            {
              key: 'revoke',
              header: '',
              align: 'end',
              cell: (key) =>
                key.revoked_at ? (
                  <Badge color="red">{t('settings.revoked')}</Badge>
                ) : (
                  <Act
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    refusal={refusal}
                    onClick={() => setRevoked(key)}
                  >
                    {t('settings.revoke')}
                  </Act>
                ),
            },
          ]}
        />
      )}
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('settings.newKey')}
        size="lg"
      >
        <KeyForm
          onCreated={(made) => {
            setCreating(false)
            setSecret(made)
          }}
        />
      </Dialog>
      <OnceDialog
        title={t('settings.keyCreated')}
        hint={t('settings.keyCreatedHint')}
        label={t('settings.secret')}
        secret={secret}
        onClose={() => setSecret(null)}
      />
      <ConfirmDialog
        opened={revoked !== null}
        title={t('settings.revokeTitle', { name: revoked?.name ?? '' })}
        body={t('settings.revokeBody')}
        action={t('settings.revoke')}
        busy={revoke.isPending}
        problem={revoke.error}
        onClose={() => setRevoked(null)}
        onConfirm={() => revoked && revoke.mutate(revoked.id)}
      />
    </Panel>
  )
}

type Access = 'full' | 'read' | 'custom'

function KeyForm(props: { onCreated: (secret: string) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [access, setAccess] = useState<Access>('custom')
  const [chosen, setChosen] = useState<string[]>(['events:write', 'profiles:write'])
  // A key may do no more than whoever makes it.
  const allowed = SCOPES.filter((scope) => roleMay(account.role, scope))
  const scopes = scopesFor(access, chosen, allowed)
  const create = useMutation({
    mutationFn: (name: string) => createApiKey(account.id, { name, scopes }),
    onSuccess: props.onCreated,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate(typedInto(event.currentTarget).name ?? '')
      }}
    >
      <Stack gap="md">
        <ProblemNotice problem={create.error} />
        <TextInput
          name="name"
          label={t('settings.keyName')}
          description={t('settings.keyNameHint')}
          required
          maxLength={200}
          data-autofocus
          error={fieldErrors(create.error).name}
        />
        <SegmentedControl
          aria-label={t('settings.scopes')}
          value={access}
          data={(['custom', 'read', 'full'] as const).map((each) => ({
            value: each,
            label: t(`settings.access_${each}`),
          }))}
          onChange={setAccess}
        />
        {access === 'custom' ? (
          <Checkbox.Group value={chosen} onChange={setChosen} label={t('settings.scopes')}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl" verticalSpacing={6} mt="xs">
              {resourcesOf(allowed).map(([name, scopes]) => (
                <Group key={name} justify="space-between" gap="xs" wrap="nowrap">
                  <Text size="sm">{name}</Text>
                  <Group gap="sm" wrap="nowrap">
                    {scopes.map((scope) => (
                      <Checkbox
                        key={scope}
                        value={scope}
                        size="xs"
                        aria-label={scope}
                        label={t(scope.endsWith(':read') ? 'settings.read' : 'settings.write')}
                      />
                    ))}
                  </Group>
                </Group>
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={scopes.length === 0}>
            {t('settings.createKey')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function scopesFor(access: Access, chosen: string[], allowed: Scope[]): Scope[] {
  switch (access) {
    case 'full':
      return allowed
    case 'read':
      return allowed.filter((scope) => scope.endsWith(':read'))
    case 'custom':
      return allowed.filter((scope) => chosen.includes(scope))
  }
}

function resourcesOf(scopes: Scope[]): [string, Scope[]][] {
  return [...Map.groupBy(scopes, (scope) => scope.slice(0, scope.indexOf(':')))]
}
