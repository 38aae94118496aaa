import { ActionIcon, Menu, Text, Tooltip } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { metricProperties } from '../../api/metrics.ts'

const PERSON = ['first_name', 'last_name', 'email', 'city'] as const
const ORGANIZATION = ['name', 'url', 'full_address'] as const
const LINKS = ['unsubscribe', 'manage_preferences', 'web_view'] as const
/** Longer menus are not read. */
const EVENT_MAX = 12
/** Names that a tag can spell without brackets. */
const NAME = /^\$?[A-Za-z_]\w*(\.\w+)*$/

/** Puts a variable or a link that each mail fills into a text. */
export function VariableMenu(props: {
  /** The metric whose events trigger the mail, as far as one knows. */
  metricId: string | null
  /** Links are whole elements: a text takes them, an address does not. */
  withLinks?: boolean
  onPick: (tag: string) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: properties = [] } = useQuery({
    ...metricProperties(account.id, props.metricId ?? ''),
    enabled: props.metricId !== null,
  })
  const names = properties
    .map(({ property }) => property)
    .filter((name) => NAME.test(name))
    .slice(0, EVENT_MAX)
  const item = (label: string, tag: string) => (
    <Menu.Item key={tag} onClick={() => props.onPick(tag)}>
      <Text size="sm">{label}</Text>
      <Text size="xs" c="dimmed" ff="monospace">
        {tag}
      </Text>
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" width={280} returnFocus={false}>
      <Menu.Target>
        <Tooltip label={t('content.insertVariable')}>
          <ActionIcon size="sm" aria-label={t('content.insertVariable')}>
            <IconBraces size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('content.person')}</Menu.Label>
        {PERSON.map((name) => item(t(`content.variable_${name}`), `{{ person.${name} }}`))}
        <Menu.Label>{t('content.sender')}</Menu.Label>
        {ORGANIZATION.map((name) =>
          item(t(`content.variable_sender_${name}`), `{{ organization.${name} }}`),
        )}
        {names.length > 0 ? <Menu.Label>{t('content.event')}</Menu.Label> : null}
        {names.map((name) => item(name, `{{ event.${name} }}`))}
        {props.withLinks ? <Menu.Label>{t('content.links')}</Menu.Label> : null}
        {props.withLinks
          ? LINKS.map((name) =>
              item(t(`content.link_${name}`), `{% ${name} '${t(`content.link_${name}`)}' %}`),
            )
          : null}
      </Menu.Dropdown>
    </Menu>
  )
}
