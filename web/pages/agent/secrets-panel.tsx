import { Anchor, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { SECRET_LENGTH_MAX } from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  agentSecrets,
  agentTools,
  changeSecret,
  createSecret,
  deleteSecret,
  type SecretState,
} from '../../api/agent-tools.ts'
import { PasswordField } from '../../fields/password.tsx'
import { fieldErrors } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

/** What is done with a secret in a dialog: null is a new one. */
interface Deed {
  kind: 'create' | 'rename' | 'rotate'
  secret: SecretState | null
}

const NAME_MAX = 100

/** Keys and passwords of tools. Nobody can read them back; their last characters tell them apart. */
export function Secrets() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data: secrets } = useSuspenseQuery(agentSecrets(account.id))
  const [deed, setDeed] = useState<Deed | null>(null)
  const [deleted, setDeleted] = useState<SecretState | null>(null)
  const remove = useMutation({
    mutationFn: (id: string) => deleteSecret(account.id, id),
    onSuccess: () => setDeleted(null),
  })
  const add = (
    <Act
      leftSection={<IconPlus size={15} />}
      refusal={refusal}
      onClick={() => setDeed({ kind: 'create', secret: null })}
    >
      {t('tools.newSecret')}
    </Act>
  )
  return (
    <Panel
      title={t('tools.secrets')}
      hint={t('tools.secretsHint')}
      flush
      action={secrets.length > 0 ? add : null}
    >
      {secrets.length === 0 ? (
        <EmptyState title={t('tools.noSecrets')} body={t('tools.noSecretsBody')} action={add} />
      ) : (
        <DataTable
          caption={t('tools.secrets')}
          rows={secrets}
          columns={[
            {
              key: 'name',
              header: t('fields.name'),
              cell: (secret) => (
                <Group gap="xs">
                  <Text size="sm" fw={550}>
                    {secret.name}
                  </Text>
                  <Code aria-label={t('tools.endsWith', { end: secret.mask || '–' })}>
                    {`••••${secret.mask}`}
                  </Code>
                </Group>
              ),
            },
            {
              key: 'tools',
              header: t('tools.usedByTools'),
              secondary: true,
              cell: (secret) => <ToolLinks ids={secret.toolIds} />,
            },
            {
              key: 'updated',
              header: t('fields.updated'),
              width: 140,
              secondary: true,
              cell: (secret) => <TimeAgo at={secret.updated_at} zone={account.timezone} />,
            },
            {
              key: 'deeds',
              header: '',
              align: 'end',
              width: 300,
              cell: (secret) => (
                <Group gap={4} justify="flex-end">
                  <Act
                    size="compact-sm"
                    variant="subtle"
                    refusal={refusal}
                    aria-label={t('tools.rotateOne', { name: secret.name })}
                    onClick={() => setDeed({ kind: 'rotate', secret })}
                  >
                    {t('tools.rotate')}
                  </Act>
                  <Act
                    size="compact-sm"
                    variant="subtle"
                    refusal={refusal}
                    aria-label={t('tools.renameOne', { name: secret.name })}
                    onClick={() => setDeed({ kind: 'rename', secret })}
                  >
                    {t('tools.rename')}
                  </Act>
                  <Act
                    size="compact-sm"
                    variant="subtle"
                    color="red"
                    refusal={refusal}
                    aria-label={t('tools.deleteOne', { name: secret.name })}
                    onClick={() => setDeleted(secret)}
                  >
                    {t('tools.delete')}
                  </Act>
                </Group>
              ),
            },
          ]}
        />
      )}
      <Dialog
        opened={deed !== null}
        onClose={() => setDeed(null)}
        title={titleOf(deed, {
          create: t('tools.newSecret'),
          rotate: t('tools.rotateOne', { name: deed?.secret?.name ?? '' }),
          rename: t('tools.renameOne', { name: deed?.secret?.name ?? '' }),
        })}
      >
        {deed ? <SecretForm deed={deed} onDone={() => setDeed(null)} /> : null}
      </Dialog>
      <ConfirmDialog
        opened={deleted !== null}
        title={t('tools.deleteSecretTitle', { name: deleted?.name ?? '' })}
        body={
          (deleted?.toolIds.length ?? 0) > 0
            ? t('tools.deleteSecretUsed', { count: deleted?.toolIds.length ?? 0 })
            : t('tools.deleteSecretUnused')
        }
        action={t('tools.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setDeleted(null)}
        onConfirm={() => deleted && remove.mutate(deleted.id)}
      />
    </Panel>
  )
}

function titleOf(deed: Deed | null, titles: Record<Deed['kind'], string>): string {
  return deed ? titles[deed.kind] : ''
}

function ToolLinks(props: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: tools } = useSuspenseQuery(agentTools(account.id))
  const using = tools.filter((tool) => props.ids.includes(tool.id))
  if (using.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('tools.noTool')}
      </Text>
    )
  }
  return (
    <Group gap={6}>
      {using.map((tool) => (
        <Anchor key={tool.id} component={Link} size="sm" to={paths.tool(account.id, tool.id)}>
          {tool.name}
        </Anchor>
      ))}
    </Group>
  )
}

function SecretForm(props: { deed: Deed; onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { kind, secret } = props.deed
  const [name, setName] = useState(secret?.name ?? '')
  const [value, setValue] = useState('')
  const save = useMutation({
    mutationFn: async () => {
      if (!secret) return createSecret(account.id, { name: name.trim(), value })
      const change = kind === 'rotate' ? { value } : { name: name.trim() }
      return changeSecret(account.id, secret.id, change)
    },
    onSuccess: () => {
      setValue('') // not kept in the page while the dialog fades
      done(t('common.saved'))
      props.onDone()
    },
  })
  const errors = fieldErrors(save.error)
  const placed = errors.name || errors.value
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        {kind === 'rotate' ? null : (
          <TextInput
            label={t('fields.name')}
            description={t('tools.secretNameHint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={NAME_MAX}
            error={errors.name}
            required
            data-autofocus
          />
        )}
        {kind === 'rename' ? null : (
          <PasswordField
            label={t(kind === 'rotate' ? 'tools.newValue' : 'tools.value')}
            description={t(kind === 'rotate' ? 'tools.rotateHint' : 'tools.valueHint')}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            maxLength={SECRET_LENGTH_MAX}
            error={errors.value}
            autoComplete="off"
            required
            {...(kind === 'rotate' ? { 'data-autofocus': true } : {})}
          />
        )}
        <ProblemNotice problem={placed ? null : save.error} />
        <Group justify="flex-end">
          <Act type="submit" loading={save.isPending}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}
