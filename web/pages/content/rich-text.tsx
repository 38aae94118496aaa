import {
  ActionIcon,
  Button,
  Group,
  Input,
  Menu,
  Popover,
  Stack,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'
import {
  IconBold,
  IconHeading,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconUnderline,
} from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { safeHtml } from './safe-html.ts'
import { VariableMenu } from './variables.tsx'

const SIMPLE = [
  { command: 'bold', icon: IconBold },
  { command: 'italic', icon: IconItalic },
  { command: 'underline', icon: IconUnderline },
  { command: 'insertUnorderedList', icon: IconList },
  { command: 'insertOrderedList', icon: IconListNumbers },
] as const
const SHAPES = ['p', 'h1', 'h2', 'h3'] as const

/** A text with simple formatting, or its HTML for whoever prefers to see that. */
export function RichText(props: {
  label: string
  value: string
  metricId: string | null
  onChange: (html: string) => void
}) {
  const { t } = useTranslation()
  const [asHtml, setAsHtml] = useState(false)
  const labelId = useId()
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Input.Label id={labelId} component="div">
          {props.label}
        </Input.Label>
        <Switch
          size="xs"
          label={t('content.asHtml')}
          checked={asHtml}
          onChange={(event) => setAsHtml(event.currentTarget.checked)}
        />
      </Group>
      {asHtml ? (
        <Textarea
          aria-labelledby={labelId}
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          autosize
          minRows={6}
          maxRows={20}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        />
      ) : (
        <Formatted {...props} labelId={labelId} />
      )}
    </div>
  )
}

function Formatted(props: {
  labelId: string
  value: string
  metricId: string | null
  onChange: (html: string) => void
}) {
  const { t } = useTranslation()
  const { value } = props
  const field = useRef<HTMLDivElement>(null)
  const written = useRef<string | null>(null)
  const range = useRef<Range | null>(null)

  // What comes from elsewhere, such as "undo", replaces the text; what was typed here is there.
  useEffect(() => {
    if (!field.current || written.current === value) return
    field.current.innerHTML = safeHtml(value)
    written.current = value
  }, [value])

  function emit() {
    const html = field.current?.innerHTML ?? ''
    written.current = html
    props.onChange(html)
  }

  function remember() {
    const selection = getSelection()
    const own = selection?.rangeCount ? selection.getRangeAt(0) : null
    if (own && field.current?.contains(own.startContainer)) range.current = own.cloneRange()
  }

  /** Where the caret was before a menu took the focus. */
  function run(command: string, argument?: string) {
    field.current?.focus()
    const selection = getSelection()
    if (range.current && selection) {
      selection.removeAllRanges()
      selection.addRange(range.current)
    } else if (field.current && selection) {
      selection.selectAllChildren(field.current)
      selection.collapseToEnd()
    }
    // Deprecated without a successor: it is what every browser still formats texts with.
    document.execCommand(command, false, argument)
    remember()
    emit()
  }

  return (
    <>
      <div className="rich-text-tools" role="toolbar" aria-label={t('content.formatting')}>
        <Menu position="bottom-start" returnFocus={false}>
          <Menu.Target>
            <Tooltip label={t('content.shape')}>
              <ActionIcon size="sm" aria-label={t('content.shape')}>
                <IconHeading size={15} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {SHAPES.map((shape) => (
              <Menu.Item key={shape} onClick={() => run('formatBlock', shape)}>
                {t(`content.shape_${shape}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {SIMPLE.map(({ command, icon: Icon }) => (
          <Tooltip key={command} label={t(`content.format_${command}`)}>
            <ActionIcon
              size="sm"
              aria-label={t(`content.format_${command}`)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(command)}
            >
              <Icon size={15} />
            </ActionIcon>
          </Tooltip>
        ))}
        <LinkButton onLink={(href) => run('createLink', href)} />
        <VariableMenu
          metricId={props.metricId}
          withLinks
          onPick={(tag) => run('insertText', tag)}
        />
      </div>
      <div
        ref={field}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a textarea has no formatting
        role="textbox"
        tabIndex={0}
        aria-multiline
        aria-labelledby={props.labelId}
        className="rich-text"
        contentEditable
        suppressContentEditableWarning
        onInput={emit}
        onKeyUp={remember}
        onMouseUp={remember}
        onBlur={remember}
        onPaste={(event) => {
          // Programs bring their whole style sheets along: only the text is taken.
          event.preventDefault()
          document.execCommand('insertText', false, event.clipboardData.getData('text/plain'))
        }}
      />
    </>
  )
}

function LinkButton(props: { onLink: (href: string) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [href, setHref] = useState('')
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom" withinPortal>
      <Popover.Target>
        <Tooltip label={t('content.format_link')}>
          <ActionIcon
            size="sm"
            aria-label={t('content.format_link')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconLink size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            setOpen(false)
            if (href.trim()) props.onLink(href.trim())
            setHref('')
          }}
        >
          <Stack gap="xs">
            <TextInput
              label={t('content.address')}
              value={href}
              onChange={(event) => setHref(event.currentTarget.value)}
              placeholder="https://"
              data-autofocus
            />
            <Button type="submit" size="xs">
              {t('content.format_link')}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
