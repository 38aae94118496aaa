import { Stack, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs, redirect } from 'react-router'
import { useAccount } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { me } from '../../api/session.ts'
import { testClock } from '../../api/test-clock.ts'
import { paths } from '../../paths.ts'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ClockMover } from '../shell/sandbox-clock.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  const person = await queryClient.ensureQueryData(me)
  const isSandbox = person.attributes.accounts.find((each) => each.id === account)?.is_sandbox
  if (!isSandbox) throw redirect(paths.accountSettings(account))
  await queryClient.ensureQueryData(testClock(account))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data: now } = useSuspenseQuery(testClock(account.id))
  return (
    <Panel title={t('nav.clock')} hint={account.timezone}>
      <Stack gap="lg" maw={520}>
        <Text fz={26} fw={620} className="number">
          {formats.dayAndTime(now, account.timezone)}
        </Text>
        <ClockMover account={account} now={now} />
      </Stack>
    </Panel>
  )
}
