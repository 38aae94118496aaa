import { Box, ColorInput, Group, Radio, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type ConsentSettingsState,
  changeConsentSettings,
  consentSettings,
} from '../../api/consent.ts'
import { queryClient } from '../../api/query-client.ts'
import { fieldErrors } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const COLOURS = ['accent', 'background', 'text'] as const
const TEXTS = ['unsubscribe', 'preferences', 'confirm'] as const
const TEXT_MAX = 1_000

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(consentSettings(params.accountId ?? ''))
  return null
}

export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(consentSettings(account.id))
  return (
    <Stack gap="lg">
      <OptIn settings={data} />
      <Pages settings={data} />
    </Stack>
  )
}

function useChange() {
  const { t } = useTranslation()
  const account = useAccount()
  return useMutation({
    mutationFn: (change: Partial<ConsentSettingsState>) =>
      changeConsentSettings(account.id, change),
    onSuccess: () => done(t('common.saved')),
  })
}

function OptIn({ settings }: { settings: ConsentSettingsState }) {
  const { t } = useTranslation()
  const refusal = useRefusal('accounts:write')
  const change = useChange()
  const [process, setProcess] = useState(settings.opt_in_process)
  return (
    <Panel title={t('consent.optIn')} hint={t('consent.optInHint')}>
      <form
        aria-label={t('consent.optIn')}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ opt_in_process: process })
        }}
      >
        <Stack gap="md" maw={520}>
          <ProblemNotice problem={change.error} />
          <Radio.Group
            aria-label={t('consent.optIn')}
            value={process}
            onChange={(value) =>
              setProcess(value === 'single_opt_in' ? 'single_opt_in' : 'double_opt_in')
            }
          >
            <Stack gap="sm">
              {(['double_opt_in', 'single_opt_in'] as const).map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`consent.optIn_${value}`)}
                  disabled={Boolean(refusal)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Group>
            <Act type="submit" refusal={refusal} loading={change.isPending}>
              {t('common.save')}
            </Act>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function Pages({ settings }: { settings: ConsentSettingsState }) {
  const { t } = useTranslation()
  const refusal = useRefusal('accounts:write')
  const change = useChange()
  const [theme, setTheme] = useState(settings.theme)
  const [texts, setTexts] = useState(settings.texts)
  const errors = fieldErrors(change.error)
  return (
    <Panel title={t('consent.pages')} hint={t('consent.pagesHint')}>
      <form
        aria-label={t('consent.pages')}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ theme, texts })
        }}
      >
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="md">
            <ProblemNotice problem={change.error} />
            {COLOURS.map((colour) => (
              <ColorInput
                key={colour}
                label={t(`consent.${colour}`)}
                placeholder={t('consent.ours')}
                format="hex"
                value={theme[colour] ?? ''}
                onChange={(value) => setTheme({ ...theme, [colour]: value || null })}
                readOnly={Boolean(refusal)}
                error={errors[colour]}
              />
            ))}
            {TEXTS.map((name) => (
              <Textarea
                key={name}
                label={t(`consent.text_${name}`)}
                autosize
                minRows={2}
                maxLength={TEXT_MAX}
                value={texts[name] ?? ''}
                onChange={({ currentTarget: { value } }) =>
                  setTexts({ ...texts, [name]: value || null })
                }
                readOnly={Boolean(refusal)}
                error={errors[name]}
              />
            ))}
            <Group>
              <Act type="submit" refusal={refusal} loading={change.isPending}>
                {t('common.save')}
              </Act>
            </Group>
          </Stack>
          <Preview theme={theme} text={texts.unsubscribe} />
        </SimpleGrid>
      </form>
    </Panel>
  )
}

/** What a reader sees, with the colours as they are chosen. */
function Preview(props: { theme: ConsentSettingsState['theme']; text: string | null }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { accent, background, text } = props.theme
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('consent.preview')}
      </Text>
      <Box
        p="xl"
        style={{
          background: background ?? '#f5f6f8',
          color: text ?? '#1c1f26',
          borderRadius: 8,
          border: '1px solid var(--mantine-color-default-border)',
          overflowWrap: 'anywhere',
        }}
      >
        <Text size="sm" fw={600} mb="md">
          {account.name}
        </Text>
        <Text fz={22} fw={650} mb="sm">
          {t('consent.previewTitle')}
        </Text>
        {props.text ? (
          <Text mb="sm" style={{ whiteSpace: 'pre-line' }}>
            {props.text}
          </Text>
        ) : null}
        <Text mb="md">{t('consent.previewBody')}</Text>
        <Box
          component="span"
          px="md"
          py="xs"
          style={{
            display: 'inline-block',
            borderRadius: 8,
            fontWeight: 600,
            background: accent ?? '#1f4fd8',
            color: readableOn(accent ?? '#1f4fd8'),
          }}
        >
          {t('consent.previewTitle')}
        </Box>
      </Box>
    </div>
  )
}

/** As the page itself chooses: black or white, by the relative luminance behind it. */
function readableOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff'
}
