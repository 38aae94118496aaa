import {
  ActionIcon,
  Anchor,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { CAMPAIGN_VARIATIONS_MAX, WINNER_METRICS } from '../../../src/contract/campaigns.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  assignTemplate,
  type CampaignState,
  campaignMessage,
  campaignVariations,
  changeMessage,
  changeTest,
  changeVariation,
  createVariation,
  deleteVariation,
  type MessageState,
  type VariationState,
} from '../../api/campaigns.ts'
import { createTemplate, template, templateList } from '../../api/content.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'
import { ImagePicker } from '../content/image-picker.tsx'
import { madeUpPerson } from '../content/made-up-person.ts'
import { MailPreview } from '../content/mail-preview.tsx'
import { PersonChoice } from '../content/preview-data.tsx'
import { READY_MADE, type ReadyMade, readyMade } from '../content/ready-made.ts'

const READY = 'ready-made '
const MINUTES_OF_HOUR = 60

export function ContentStep(props: { campaign: CampaignState; onNext: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data, error } = useQuery(campaignMessage(account.id, props.campaign.messageId))
  if (!data) {
    return error ? <ProblemNotice problem={error} /> : <Text c="dimmed">{t('common.loading')}</Text>
  }
  return <ContentForm key={data.id} {...props} message={data} />
}

const EMAIL_LINES = ['subject', 'preview_text'] as const
const SENDER_LINES = ['from_label', 'from_email', 'reply_to_email'] as const
const TEXT_LINES = { sms: ['body', 'media_url'], whatsapp: ['body'] } as const

function ContentForm(props: {
  campaign: CampaignState
  message: MessageState
  onNext: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('campaigns:write')
  const { campaign, message } = props
  const isEmail = campaign.channel === 'email'
  const [words, setWords] = useState<Record<string, string>>(() => filled(message.content))
  const [isMore, setMore] = useState(false)
  const save = useMutation({
    mutationFn: () => changeMessage(account.id, message.id, definitionOf(campaign, words)),
    onSuccess: props.onNext,
  })
  const line = (name: string) => ({
    value: words[name] ?? '',
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      setWords({ ...words, [name]: event.currentTarget.value }),
  })
  const missing = isEmail
    ? !words['subject']?.trim()
      ? t('campaigns.subjectFirst')
      : message.templateId === null
        ? t('campaigns.templateFirst')
        : undefined
    : !words['body']?.trim()
      ? t('campaigns.textFirst')
      : leadsNowhere(words['media_url'] ?? '')
        ? t('campaigns.pictureFirst')
        : undefined
  return (
    <SimpleGrid cols={{ base: 1, md: isEmail ? 2 : 1 }} spacing="md">
      <Panel title={t('campaigns.step_content')} hint={t('campaigns.contentHint')}>
        <Stack gap="md">
          {isEmail ? (
            <>
              <TemplateChoice message={message} />
              {EMAIL_LINES.map((name) => (
                <TextInput
                  key={name}
                  label={t(`campaigns.line_${name}`)}
                  maxLength={500}
                  {...line(name)}
                />
              ))}
              <Act
                size="compact-sm"
                variant="subtle"
                w="fit-content"
                aria-expanded={isMore}
                onClick={() => setMore(!isMore)}
              >
                {t('campaigns.sender')}
              </Act>
              <Collapse expanded={isMore}>
                <Stack gap="md">
                  {SENDER_LINES.map((name) => (
                    <TextInput
                      key={name}
                      label={t(`campaigns.line_${name}`)}
                      placeholder={t('campaigns.senderOfAccount')}
                      {...line(name)}
                    />
                  ))}
                </Stack>
              </Collapse>
            </>
          ) : (
            <Textarea
              label={t('campaigns.text')}
              description={t('campaigns.textHint')}
              autosize
              minRows={4}
              maxLength={1_500}
              {...line('body')}
            />
          )}
          {campaign.channel === 'sms' ? (
            <Group gap="xs" align="flex-end" wrap="wrap">
              <TextInput
                style={{ flex: '1 1 240px' }}
                label={t('campaigns.picture')}
                description={t('campaigns.pictureHint')}
                placeholder="https://"
                {...line('media_url')}
              />
              <ImagePicker onPick={(image) => setWords({ ...words, media_url: image.image_url })} />
            </Group>
          ) : null}
          <Variations campaign={campaign} />
          <ProblemNotice problem={save.error} />
          <Group justify="flex-end">
            <Act
              loading={save.isPending}
              refusal={refusal ?? missing}
              onClick={() => save.mutate()}
            >
              {t('campaigns.next')}
            </Act>
          </Group>
        </Stack>
      </Panel>
      {isEmail ? (
        <Panel title={t('campaigns.preview')}>
          {message.templateId ? (
            <Preview templateId={message.templateId} />
          ) : (
            <Text c="dimmed">{t('campaigns.templateFirst')}</Text>
          )}
        </Panel>
      ) : null}
    </SimpleGrid>
  )
}

function filled(content: MessageState['content']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
}

/** What the form asks for, and no more: what a definition does not name stays as it is. */
function definitionOf({ channel }: CampaignState, words: Record<string, string>) {
  const names = channel === 'email' ? [...EMAIL_LINES, ...SENDER_LINES] : TEXT_LINES[channel]
  const content = Object.fromEntries(names.map((name) => [name, words[name]?.trim() || null]))
  return { channel, content }
}

/** Whether it is no address of the web; one with variables is known only when it is sent. */
function leadsNowhere(address: string): boolean {
  const trimmed = address.trim()
  return trimmed !== '' && !trimmed.includes('{') && !/^https?:\/\/./.test(trimmed)
}

/** A copy of one of the library, or of a ready-made one. */
function TemplateChoice({ message }: { message: MessageState }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: listed } = useInfiniteQuery(templateList(account.id, ''))
  const library = listed?.pages.flatMap((page) => page.templates) ?? []
  const { data: chosen } = useQuery({
    ...template(account.id, message.templateId ?? ''),
    enabled: message.templateId !== null,
  })
  const assign = useMutation({
    mutationFn: async (value: string) => {
      const kind = READY_MADE.find((one) => value === `${READY}${one}`)
      await assignTemplate(account.id, message.id, kind ? await create(kind) : value)
    },
    onError: failed,
  })
  const create = (kind: ReadyMade) =>
    createTemplate(account.id, {
      name: t(`content.start_${kind}`),
      editor_type: 'SYSTEM_DRAGGABLE',
      definition: readyMade(kind, i18n.language.startsWith('de') ? 'de' : 'en', () =>
        crypto.randomUUID(),
      ),
    })
  return (
    <Stack gap={4}>
      <Select
        label={t('campaigns.template')}
        description={t('campaigns.templateHint')}
        placeholder={t('campaigns.chooseTemplate')}
        searchable
        disabled={assign.isPending}
        value={message.templateId}
        data={[
          ...(message.templateId
            ? [
                {
                  group: t('campaigns.ofThisCampaign'),
                  items: [
                    { value: message.templateId, label: chosen?.name ?? t('common.loading') },
                  ],
                },
              ]
            : []),
          {
            group: t('content.templates'),
            items: library.map((one) => ({ value: one.id, label: one.name })),
          },
          {
            group: t('campaigns.readyMade'),
            items: READY_MADE.map((kind) => ({
              value: `${READY}${kind}`,
              label: t('campaigns.newFrom', { name: t(`content.start_${kind}`) }),
            })),
          },
        ]}
        onChange={(value) => {
          if (value && value !== message.templateId) assign.mutate(value)
        }}
      />
      {message.templateId ? (
        <Anchor component={Link} to={paths.template(account.id, message.templateId)} size="sm">
          {t('campaigns.editTemplate')}
        </Anchor>
      ) : null}
    </Stack>
  )
}

/** As one person would get it; there may be nobody yet, so it begins with somebody made up. */
function Preview(props: { templateId: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [profileId, setProfileId] = useState<string | null>(null)
  const { data } = useQuery(template(account.id, props.templateId))
  if (!data) return null
  const content = data.definition
    ? { definition: data.definition }
    : data.mjml
      ? { mjml: data.mjml }
      : { html: data.html, text: data.text }
  const { person, name } = madeUpPerson(t)
  return (
    <Stack gap="xs">
      <PersonChoice nobody={t('content.madeUp', { name })} onChoose={setProfileId} />
      {profileId === null ? (
        <Text size="xs" c="dimmed">
          {t('content.madeUpHint', { name })}
        </Text>
      ) : null}
      <MailPreview
        content={content}
        data={{ profileId, eventId: null, ...(profileId === null ? { context: { person } } : {}) }}
      />
    </Stack>
  )
}

// — Variations

function Variations({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useQuery(campaignVariations(account.id, campaign))
  const add = useMutation({
    mutationFn: () => createVariation(account.id, campaign.messageId),
    onError: failed,
  })
  const others = (data ?? []).slice(1)
  const count = data?.length ?? 1
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={550}>
          {t('campaigns.variations')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('campaigns.variationsHint')}
        </Text>
      </div>
      {others.map((one) => (
        <VariationLine key={one.id} campaign={campaign} variation={one} />
      ))}
      <Act
        size="compact-sm"
        variant="default"
        w="fit-content"
        loading={add.isPending}
        refusal={
          count >= CAMPAIGN_VARIATIONS_MAX
            ? t('campaigns.variationsMax', { max: CAMPAIGN_VARIATIONS_MAX })
            : campaign.strategy.method === 'throttled'
              ? t('campaigns.variationsThrottled')
              : undefined
        }
        onClick={() => add.mutate()}
      >
        {t('campaigns.addVariation')}
      </Act>
      {campaign.test ? <TestSettings campaign={campaign} test={campaign.test} /> : null}
    </Stack>
  )
}

function VariationLine(props: { campaign: CampaignState; variation: VariationState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { campaign, variation } = props
  const key = campaign.channel === 'email' ? 'subject' : 'body'
  const [text, setText] = useState(variation.content[key] ?? '')
  const save = useMutation({
    mutationFn: () =>
      changeVariation(account.id, variation.id, {
        channel: campaign.channel,
        content: { [key]: text },
      }),
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => deleteVariation(account.id, variation.id),
    onError: failed,
  })
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={t(key === 'subject' ? 'campaigns.variationSubject' : 'campaigns.variationText', {
          name: variation.name,
        })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          if (text !== (variation.content[key] ?? '')) save.mutate()
        }}
      />
      <ActionIcon
        mb={4}
        aria-label={t('campaigns.deleteVariation', { name: variation.name })}
        onClick={() => remove.mutate()}
      >
        <IconTrash size={18} />
      </ActionIcon>
    </Group>
  )
}

function TestSettings(props: {
  campaign: CampaignState
  test: NonNullable<CampaignState['test']>
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { campaign, test } = props
  const change = useMutation({
    mutationFn: (attributes: Parameters<typeof changeTest>[2]) =>
      changeTest(account.id, campaign.id, attributes),
    onError: failed,
  })
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      <NumberInput
        label={t('campaigns.testShare')}
        suffix=" %"
        min={1}
        max={100}
        allowDecimal={false}
        value={test.test_share}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= 100) {
            change.mutate({ test_share: value })
          }
        }}
      />
      <Select
        label={t('campaigns.winnerMetric')}
        allowDeselect={false}
        disabled={test.test_share === 100}
        value={test.winner_metric}
        data={WINNER_METRICS.map((one) => ({ value: one, label: t(`campaigns.by_${one}`) }))}
        onChange={(value) => {
          const metric = WINNER_METRICS.find((one) => one === value)
          if (metric) change.mutate({ winner_metric: metric })
        }}
      />
      <NumberInput
        label={t('campaigns.winnerAfter')}
        suffix=" h"
        min={1}
        max={168}
        allowDecimal={false}
        disabled={test.test_share === 100}
        value={test.winner_after_minutes / MINUTES_OF_HOUR}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1) {
            change.mutate({ winner_after_minutes: value * MINUTES_OF_HOUR })
          }
        }}
      />
    </SimpleGrid>
  )
}
