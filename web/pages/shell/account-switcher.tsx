import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AccountSummary } from '../../api/session.ts'
import { NewAccountForm } from '../../forms/new-account.tsx'
import { paths } from '../../paths.ts'
import './account-switcher.css'
import { Dialog } from '../../ui/dialog.tsx'

export function AccountSwitcher(props: { account: AccountSummary; accounts: AccountSummary[] }) {
  const { t } = useTranslation()
  const [creating, setCreating] = useState(false)
  const { account, accounts } = props
  return (
    <>
      <Menu width={264} position="bottom-start">
        <Menu.Target>
          <UnstyledButton className="account-switcher">
            <VisuallyHidden>{t('shell.switchAccount')}</VisuallyHidden>
            <AccountMark name={account.name} />
            <span className="account-switcher-name">
              <Text size="sm" fw={620} truncate>
                {account.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {account.is_sandbox ? t('shell.sandbox') : t(`roles.${account.role}`)}
              </Text>
            </span>
            <IconSelector size={16} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('shell.accounts')}</Menu.Label>
          {accounts.map((each) => (
            <Menu.Item
              key={each.id}
              component={Link}
              to={paths.account(each.id)}
              leftSection={<AccountMark name={each.name} />}
              rightSection={each.id === account.id ? <IconCheck size={16} aria-hidden /> : null}
              aria-current={each.id === account.id ? 'true' : undefined}
            >
              <Text size="sm" truncate maw={150}>
                {each.name}
              </Text>
              <Text size="xs" c="dimmed">
                {each.is_sandbox ? t('shell.sandbox') : t(`roles.${each.role}`)}
              </Text>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            {t('shell.newAccount')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={creating} onClose={() => setCreating(false)} title={t('shell.newAccount')}>
        <NewAccountForm onDone={() => setCreating(false)} />
      </Dialog>
    </>
  )
}

function AccountMark(props: { name: string }) {
  return (
    <Avatar size={30} radius="md" variant="filled" color="petrol" aria-hidden>
      {props.name.slice(0, 1).toLocaleUpperCase()}
    </Avatar>
  )
}
