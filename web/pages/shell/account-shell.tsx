import {
  AppShell,
  Box,
  Burger,
  Group,
  Kbd,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs, Outlet, redirect, useNavigation } from 'react-router'
import { useAccount } from '../../account.ts'
import { ApiProblem } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { type AccountSummary, me } from '../../api/session.ts'
import { testClock } from '../../api/test-clock.ts'
import { readIn } from '../../i18n.ts'
import { paths } from '../../paths.ts'
import { ClockOffset } from '../../ui/clock.ts'
import { Emblem } from '../../ui/emblem.tsx'
import { ProofDialog } from '../reports/proof-dialog.tsx'
import { AccountSwitcher } from './account-switcher.tsx'
import './account-shell.css'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { SandboxBar } from './sandbox-clock.tsx'
import { UserMenu } from './user-menu.tsx'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const person = await queryClient.ensureQueryData(me).catch((problem: unknown) => {
    if (!(problem instanceof ApiProblem && problem.status === 401)) throw problem
    const { pathname, search } = new URL(request.url)
    throw redirect(paths.signIn(pathname + search))
  })
  await readIn(person.attributes.locale)
  const account = person.attributes.accounts.find((each) => each.id === params.accountId)
  // Somebody else's, perhaps: to lead on into an account of one's own would hide it.
  if (!account) throw new Response(null, { status: 404 })
  if (account.is_sandbox) await queryClient.ensureQueryData(testClock(account.id))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: person } = useSuspenseQuery(me)
  const [open, { toggle, close }] = useDisclosure(false)
  const navigation = useNavigation()
  const clockOffset = useClockOffset(account)
  useStoredColorScheme(person.attributes.color_scheme)
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !open } }}
      transitionDuration={120}
    >
      <div
        className="shell-progress"
        data-going={navigation.state === 'loading' || undefined}
        aria-hidden
      />
      <a href="#content" className="skip-link">
        {t('shell.skipToContent')}
      </a>
      <AppShell.Header hiddenFrom="sm" px="md" bg="var(--surface-sunken)">
        <Group h="100%" gap="sm">
          <Burger opened={open} onClick={toggle} size="sm" aria-label={t('shell.menu')} />
          <Box c="var(--accent)" mt={4}>
            <Emblem size={22} />
          </Box>
          <Text fw={620} truncate style={{ flex: 1 }}>
            {account.name}
          </Text>
          <UnstyledButton onClick={spotlight.open} aria-label={t('shell.search')} p={6}>
            <IconSearch size={20} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar withBorder={false} className="shell-navbar">
        <Group hiddenFrom="sm" justify="flex-end">
          <Burger opened onClick={close} size="sm" aria-label={t('shell.closeMenu')} />
        </Group>
        <AccountSwitcher account={account} accounts={person.attributes.accounts} />
        <UnstyledButton className="shell-search" onClick={spotlight.open}>
          <IconSearch size={16} stroke={1.6} aria-hidden />
          {t('shell.search')}
          <Kbd size="xs" visibleFrom="sm">
            {t('shell.searchKeys')}
          </Kbd>
        </UnstyledButton>
        <Navigation account={account.id} onGo={close} />
        <div className="shell-foot">
          <UserMenu me={person} account={account.id} />
        </div>
      </AppShell.Navbar>
      <AppShell.Main>
        {account.is_sandbox ? <SandboxBar account={account} /> : null}
        <div id="content" tabIndex={-1} className="shell-content">
          <ClockOffset value={clockOffset}>
            <Outlet key={account.id} />
            <ProofDialog />
          </ClockOffset>
        </div>
      </AppShell.Main>
      <Palette account={account} />
    </AppShell>
  )
}

function useClockOffset(account: AccountSummary): number {
  const { data, dataUpdatedAt } = useQuery({
    ...testClock(account.id),
    enabled: account.is_sandbox,
  })
  return data ? Date.parse(data) - dataUpdatedAt : 0
}

function useStoredColorScheme(stored: 'auto' | 'light' | 'dark') {
  const { setColorScheme } = useMantineColorScheme()
  // The scheme lives on the document element, which Mantine owns; the person's choice comes from
  // the server, so that it is the same on every device.
  useEffect(() => {
    setColorScheme(stored)
  }, [stored, setColorScheme])
}
