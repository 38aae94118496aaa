import { Anchor, Badge, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs } from 'react-router'
import { LANGUAGES } from '../../../src/contract/agent-words.ts'
import { MACROS_MAX } from '../../../src/contract/conversations.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  changeMacro,
  conversationMacros,
  createMacro,
  deleteMacro,
  type MacroState,
} from '../../api/conversations.ts'
import { queryClient } from '../../api/query-client.ts'
import { fieldErrors } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { DataTable, TableFoot } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const NAME_MAX = 200
const TEXT_MAX = 4_000

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(conversationMacros(params.accountId ?? ''))
  return null
}

/** The answers that the team keeps at hand: written here, put into a message in the inbox. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('conversations:write')
  const { data: macros } = useSuspenseQuery(conversationMacros(account.id))
  const [written, setWritten] = useState<MacroState | 'new' | null>(null)
  const [deleted, setDeleted] = useState<MacroState | null>(null)
  const remove = useMutation({
    mutationFn: (id: string) => deleteMacro(account.id, id),
    onSuccess: () => setDeleted(null),
  })
  const isFull = macros.length >= MACROS_MAX
  const add = (
    <Act
      leftSection={<IconPlus size={16} />}
      refusal={refusal ?? (isFull ? t('conversations.macrosFull', { max: MACROS_MAX }) : undefined)}
      onClick={() => setWritten('new')}
    >
      {t('conversations.newMacro')}
    </Act>
  )
  return (
    <Page
      title={t('conversations.macros')}
      lead={t('conversations.macrosLead')}
      action={macros.length > 0 ? add : null}
    >
      <Stack gap="md">
        <Anchor component={Link} size="sm" to={paths.conversations(account.id)}>
          {t('conversations.toInbox')}
        </Anchor>
        <Panel flush>
          {macros.length === 0 ? (
            <EmptyState
              title={t('conversations.noMacros')}
              body={t('conversations.noMacrosBody')}
              action={add}
            />
          ) : (
            <>
              <DataTable
                caption={t('conversations.macros')}
                rows={macros}
                columns={[
                  {
                    key: 'name',
                    header: t('fields.name'),
                    cell: (macro) => (
                      <Stack gap={2}>
                        <Group gap="xs">
                          <Text size="sm" fw={550}>
                            {macro.name}
                          </Text>
                          {macro.language ? (
                            <Badge size="xs" color="gray">
                              {t(`conversations.language_${macro.language}`)}
                            </Badge>
                          ) : null}
                        </Group>
                        <Text size="sm" c="dimmed" lineClamp={2}>
                          {macro.text}
                        </Text>
                      </Stack>
                    ),
                  },
                  {
                    key: 'updated',
                    header: t('fields.updated'),
                    width: 150,
                    secondary: true,
                    cell: (macro) => <TimeAgo at={macro.updated_at} zone={account.timezone} />,
                  },
                  {
                    key: 'deeds',
                    header: '',
                    align: 'end',
                    width: 210,
                    cell: (macro) => (
                      <Group gap={4} justify="flex-end">
                        <Act
                          size="compact-sm"
                          variant="subtle"
                          refusal={refusal}
                          aria-label={t('conversations.editOne', { name: macro.name })}
                          onClick={() => setWritten(macro)}
                        >
                          {t('conversations.edit')}
                        </Act>
                        <Act
                          size="compact-sm"
                          variant="subtle"
                          color="red"
                          refusal={refusal}
                          aria-label={t('conversations.deleteOne', { name: macro.name })}
                          onClick={() => setDeleted(macro)}
                        >
                          {t('conversations.delete')}
                        </Act>
                      </Group>
                    ),
                  },
                ]}
              />
              <TableFoot>
                {t('conversations.macroCount', { number: macros.length, max: MACROS_MAX })}
              </TableFoot>
            </>
          )}
        </Panel>
      </Stack>
      <Dialog
        opened={written !== null}
        onClose={() => setWritten(null)}
        title={
          written === null || written === 'new'
            ? t('conversations.newMacro')
            : t('conversations.editOne', { name: written.name })
        }
        size="lg"
      >
        {written ? (
          <MacroForm macro={written === 'new' ? null : written} onDone={() => setWritten(null)} />
        ) : null}
      </Dialog>
      <ConfirmDialog
        opened={deleted !== null}
        title={t('conversations.deleteMacroTitle', { name: deleted?.name ?? '' })}
        body={t('conversations.deleteMacroBody')}
        action={t('conversations.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setDeleted(null)}
        onConfirm={() => deleted && remove.mutate(deleted.id)}
      />
    </Page>
  )
}

function MacroForm(props: { macro: MacroState | null; onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { macro } = props
  const [name, setName] = useState(macro?.name ?? '')
  const [text, setText] = useState(macro?.text ?? '')
  const [language, setLanguage] = useState(macro?.language ?? null)
  const save = useMutation({
    mutationFn: () => {
      const wanted = { name: name.trim(), text: text.trim(), language }
      return macro ? changeMacro(account.id, macro.id, wanted) : createMacro(account.id, wanted)
    },
    onSuccess: () => {
      done(t('common.saved'))
      props.onDone()
    },
  })
  const errors = fieldErrors(save.error)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          description={t('conversations.macroNameHint')}
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={NAME_MAX}
          required
          data-autofocus
        />
        <Textarea
          label={t('conversations.macroText')}
          value={text}
          error={errors.text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={TEXT_MAX}
          autosize
          minRows={4}
          maxRows={16}
          required
        />
        <Select
          label={t('conversations.language')}
          placeholder={t('conversations.anyLanguage')}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          value={language}
          data={LANGUAGES.map((each) => ({
            value: each,
            label: t(`conversations.language_${each}`),
          }))}
          onChange={setLanguage}
        />
        <ProblemNotice problem={errors.name || errors.text ? null : save.error} />
        <Group justify="flex-end">
          <Act type="submit" loading={save.isPending}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}
