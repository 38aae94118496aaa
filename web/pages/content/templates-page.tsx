import { ActionIcon, Group, Menu, Stack, Text } from '@mantine/core'
import { IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  cloneTemplate,
  deleteTemplate,
  type TemplateSummary,
  templateList,
} from '../../api/content.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done, failed } from '../../ui/toast.ts'
import { NewTemplate } from './new-template.tsx'
import { Thumbnail } from './thumbnail.tsx'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams.get('q') ?? ''
  await queryClient.ensureInfiniteQueryData(templateList(params.accountId ?? '', search))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('templates:write')
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const [leaving, setLeaving] = useState<TemplateSummary | null>(null)
  const text = search.get('q') ?? ''
  const list = useSuspenseInfiniteQuery(templateList(account.id, text))
  const templates = list.data.pages.flatMap((page) => page.templates)
  const columns = columnsFor(t, account, (template) => (
    <Deeds template={template} refusal={refusal} onDelete={() => setLeaving(template)} />
  ))
  const create = (
    <Act leftSection={<IconPlus size={16} />} refusal={refusal} onClick={() => setCreating(true)}>
      {t('content.newTemplate')}
    </Act>
  )
  return (
    <Page title={t('content.templates')} lead={t('content.templatesLead')} action={create}>
      <Group mb="md">
        <SearchField
          label={t('content.searchTemplates')}
          initial={text}
          onSearch={(q) => setSearch(q ? { q } : {}, { replace: true })}
        />
      </Group>
      <Panel flush>
        {templates.length > 0 ? (
          <>
            <DataTable caption={t('content.templates')} rows={templates} columns={columns} />
            {list.hasNextPage ? (
              <MoreRows of={list} label={t('content.more')} />
            ) : (
              <TableFoot>{t('content.templateCount', { count: templates.length })}</TableFoot>
            )}
          </>
        ) : text ? (
          <EmptyState title={t('content.noneFound')} body={t('content.noneFoundBody')} />
        ) : (
          <EmptyState
            title={t('content.noTemplates')}
            body={t('content.noTemplatesBody')}
            action={create}
          />
        )}
      </Panel>
      <NewTemplate opened={creating} onClose={() => setCreating(false)} />
      <DeleteTemplate template={leaving} onClose={() => setLeaving(null)} />
    </Page>
  )
}

function columnsFor(
  t: TFunction,
  account: AccountSummary,
  deeds: (template: TemplateSummary) => React.ReactNode,
): Column<TemplateSummary>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (template) => (
        <Group gap="md" wrap="nowrap">
          <Thumbnail html={template.html} name={template.name} />
          <Stack gap={0} style={{ minWidth: 0 }}>
            <Link
              to={paths.template(account.id, template.id)}
              className="quiet-link"
              style={{ overflowWrap: 'anywhere' }}
            >
              {template.name}
            </Link>
            <Text size="xs" c="dimmed">
              {t(`content.editor_${template.editor_type}`)}
            </Text>
          </Stack>
        </Group>
      ),
    },
    {
      key: 'updated',
      header: t('fields.updated'),
      secondary: true,
      align: 'end',
      width: 160,
      cell: (template) => (
        <Text span size="sm" c="dimmed">
          {template.updated ? <TimeAgo at={template.updated} zone={account.timezone} /> : '–'}
        </Text>
      ),
    },
    { key: 'deeds', header: '', align: 'end', width: 60, cell: deeds },
  ]
}

function Deeds(props: {
  template: TemplateSummary
  refusal: string | undefined
  onDelete: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { id, name } = props.template
  const clone = useMutation({
    mutationFn: () => cloneTemplate(account.id, id, t('content.copyOf', { name })),
    onSuccess: (copy) => {
      done(t('content.cloned'))
      void navigate(paths.template(account.id, copy))
    },
    onError: failed,
  })
  const refused = { disabled: Boolean(props.refusal), title: props.refusal }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('content.deedsFor', { name })} loading={clone.isPending}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          {...refused}
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => clone.mutate()}
        >
          {t('content.clone')}
        </Menu.Item>
        <Menu.Item
          {...refused}
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={props.onDelete}
        >
          {t('content.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function DeleteTemplate(props: { template: TemplateSummary | null; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const remove = useMutation({
    mutationFn: (id: string) => deleteTemplate(account.id, id),
    onSuccess: () => {
      done(t('content.deleted'))
      props.onClose()
    },
  })
  return (
    <ConfirmDialog
      opened={props.template !== null}
      title={t('content.deleteTitle', { name: props.template?.name ?? '' })}
      body={t('content.deleteBody')}
      action={t('content.delete')}
      busy={remove.isPending}
      problem={remove.error}
      onConfirm={() => props.template && remove.mutate(props.template.id)}
      onClose={props.onClose}
    />
  )
}
