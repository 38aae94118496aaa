import { Button, Group, Menu, SegmentedControl, Stack, Textarea } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  conversationMacros,
  createMacro,
  type InboxState,
  writeToShopper,
} from '../../api/conversations.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const MESSAGE_MAX = 4_000
const MACRO_NAME_MAX = 60

/** Write to the shopper, or a note that only the team sees. Control and Enter send. */
export function Composer(props: { state: InboxState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('conversations:write')
  const { state } = props
  const [text, setText] = useState('')
  const [kind, setKind] = useState<'message' | 'note'>('message')
  // A repeat after a lost answer must not be said twice.
  const requestId = useRef(crypto.randomUUID())
  const field = useRef<HTMLTextAreaElement>(null)
  const { data: macros = [] } = useQuery(conversationMacros(account.id))
  const write = useMutation({
    mutationFn: () =>
      writeToShopper(account.id, state.id, {
        text: text.trim(),
        is_note: kind === 'note',
        request_id: requestId.current,
      }),
    onSuccess: () => {
      requestId.current = crypto.randomUUID()
      setText('')
    },
  })
  const keep = useMutation({
    mutationFn: () =>
      createMacro(account.id, {
        name: text.trim().slice(0, MACRO_NAME_MAX),
        text: text.trim(),
        language: null,
      }),
    onSuccess: () => done(t('conversations.macroKept')),
  })
  useHotkeys([['r', () => field.current?.focus()]])
  const send = () => {
    if (text.trim() && !refusal) write.mutate()
  }
  return (
    <div className="composer">
      <Stack gap="xs">
        <ProblemNotice problem={write.error ?? keep.error} />
        <Textarea
          ref={field}
          aria-label={t(kind === 'note' ? 'conversations.writeNote' : 'conversations.writeMessage')}
          placeholder={t(
            kind === 'note' ? 'conversations.writeNote' : 'conversations.writeMessage',
          )}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
          maxLength={MESSAGE_MAX}
          autosize
          minRows={2}
          maxRows={8}
        />
        <Group justify="space-between">
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={t('conversations.kind')}
              value={kind}
              onChange={setKind}
              data={[
                { value: 'message' as const, label: t('conversations.message') },
                { value: 'note' as const, label: t('conversations.note') },
              ]}
            />
            <Menu position="top-start">
              <Menu.Target>
                <Button
                  size="xs"
                  variant="default"
                  rightSection={<IconChevronDown size={14} aria-hidden />}
                >
                  {t('conversations.macros')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {macros.map((macro) => (
                  <Menu.Item key={macro.id} onClick={() => setText(macro.text)}>
                    {macro.name}
                  </Menu.Item>
                ))}
                {macros.length > 0 ? <Menu.Divider /> : null}
                <Menu.Item disabled={!text.trim()} onClick={() => keep.mutate()}>
                  {t('conversations.keepMacro')}
                </Menu.Item>
                <Menu.Item component={Link} to={paths.macros(account.id)}>
                  {t('conversations.manageMacros')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
          <Act
            size="xs"
            refusal={refusal ?? (text.trim() ? undefined : t('conversations.writeFirst'))}
            loading={write.isPending}
            onClick={send}
          >
            {t(kind === 'note' ? 'conversations.keepNote' : 'conversations.send')}
          </Act>
        </Group>
      </Stack>
    </div>
  )
}
