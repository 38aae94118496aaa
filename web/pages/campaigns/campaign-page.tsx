import { Anchor, Group, Stack } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useParams } from 'react-router'
import { useAccount } from '../../account.ts'
import { campaign } from '../../api/campaigns.ts'
import { queryClient } from '../../api/query-client.ts'
import { TagsField } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import { CampaignMessages } from './campaign-messages.tsx'
import { CampaignProgress } from './campaign-progress.tsx'
import { CampaignWizard } from './campaign-wizard.tsx'
import { StatusBadge } from './status-badge.tsx'
import { useStrategyWords } from './strategy-words.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(campaign(params.accountId ?? '', params.campaignId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const words = useStrategyWords()
  const { campaignId = '' } = useParams()
  const { data } = useSuspenseQuery(campaign(account.id, campaignId))
  return (
    <Page
      title={data.name}
      tabTitle={`${data.name} · ${t('campaigns.title')}`}
      above={
        <Anchor component={Link} to={paths.campaigns(account.id)} size="sm">
          {t('campaigns.title')}
        </Anchor>
      }
      lead={
        <Stack gap="xs">
          <Group gap="xs">
            <StatusBadge campaign={data} />
            {data.messageCount === 1
              ? `${t(`campaigns.channel_${data.channel}`)} · ${words(data.strategy)}`
              : t('campaigns.messageCount', { count: data.messageCount })}
          </Group>
          <TagsField kind="campaign" id={data.id} />
        </Stack>
      }
    >
      <Stack gap="md">
        {!data.isSimple ? (
          <CampaignMessages campaign={data} />
        ) : data.status === 'Draft' ? (
          <CampaignWizard campaign={data} />
        ) : (
          <CampaignProgress campaign={data} />
        )}
      </Stack>
    </Page>
  )
}
