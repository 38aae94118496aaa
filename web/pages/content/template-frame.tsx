import { ActionIcon, Badge, Group, Menu } from '@mantine/core'
import { IconArrowLeft, IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useBlocker, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  changeTemplate,
  cloneTemplate,
  deleteTemplate,
  type PreviewData,
  type TemplateContent,
  type TemplateState,
} from '../../api/content.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { done, failed } from '../../ui/toast.ts'
import { SendTest } from './send-test.tsx'

/** The head of a template's page: its name, whether it is saved, and what can be done with it. */
export function TemplateFrame(props: {
  template: TemplateState
  isDirty: boolean
  isSaving: boolean
  onSave: () => void
  tools?: ReactNode
  /** What is in the editor, and whose data fill it: for a test. */
  content: TemplateContent
  data: PreviewData
  children: ReactNode
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('templates:write')
  const { template, isDirty } = props
  return (
    <Page
      title={template.name}
      wide
      above={
        <Link to={paths.templates(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('content.templates')}
        </Link>
      }
      lead={
        <Group gap="xs">
          <Badge color="gray">{t(`content.editor_${template.editor_type}`)}</Badge>
          {isDirty ? <Badge color="apricot">{t('content.unsaved')}</Badge> : null}
        </Group>
      }
      action={
        <>
          {props.tools}
          <SendTest content={props.content} data={props.data} />
          <Deeds template={template} refusal={refusal} />
          <Act
            refusal={refusal ?? (isDirty ? undefined : t('content.nothingToSave'))}
            loading={props.isSaving}
            onClick={props.onSave}
          >
            {t('common.save')}
          </Act>
        </>
      }
    >
      {props.children}
      <LeaveGuard isDirty={isDirty} />
    </Page>
  )
}

/** Asks before work is lost, within the console and when the tab is closed. */
export function LeaveGuard(props: { isDirty: boolean }) {
  const { t } = useTranslation()
  const blocker = useBlocker(
    // Another view of the same page loses nothing.
    ({ currentLocation, nextLocation }) =>
      props.isDirty && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!props.isDirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [props.isDirty])
  return (
    <ConfirmDialog
      opened={blocker.state === 'blocked'}
      title={t('content.leaveTitle')}
      body={t('content.leaveBody')}
      action={t('content.leave')}
      busy={false}
      problem={null}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    />
  )
}

function Deeds(props: { template: TemplateState; refusal: string | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { id, name } = props.template
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const clone = useMutation({
    mutationFn: () => cloneTemplate(account.id, id, t('content.copyOf', { name })),
    onSuccess: (copy) => {
      done(t('content.cloned'))
      void navigate(paths.template(account.id, copy))
    },
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => deleteTemplate(account.id, id),
    onSuccess: () => navigate(paths.templates(account.id)),
  })
  const refused = { disabled: Boolean(props.refusal), title: props.refusal }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            {...refused}
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => setOpen('rename')}
          >
            {t('content.rename')}
          </Menu.Item>
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
            onClick={() => setOpen('delete')}
          >
            {t('content.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NameDialog
        opened={open === 'rename'}
        title={t('content.rename')}
        hint={t('content.renameHint')}
        initial={name}
        save={async (next) => {
          await changeTemplate(account.id, id, { name: next })
          done(t('common.saved'))
        }}
        onClose={() => setOpen(null)}
      />
      <ConfirmDialog
        opened={open === 'delete'}
        title={t('content.deleteTitle', { name })}
        body={t('content.deleteBody')}
        action={t('content.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(null)}
      />
    </>
  )
}
