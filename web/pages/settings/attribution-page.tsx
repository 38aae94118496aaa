import { Checkbox, NumberInput, Progress, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { TOUCH_KINDS, WINDOW_HOURS_MAX, WINDOW_STARTS } from '../../../src/contract/attribution.ts'
import { useAccount } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { type AttributionState, attributionSettings, changeAttribution } from '../../api/reports.ts'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { SettingsForm } from './settings-form.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(attributionSettings(params.accountId ?? ''))
  return null
}

/** What is credited with what people do. */
export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(attributionSettings(account.id))
  return (
    <Stack gap="lg">
      <History settings={data} />
      <Windows settings={data} />
      <Counted settings={data} />
    </Stack>
  )
}

function History({ settings }: { settings: AttributionState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { recompute } = settings
  if (recompute.state !== 'running') return null
  const values = {
    done: formats.number(recompute.events_done),
    total: formats.number(recompute.events_total),
  }
  const share = recompute.events_done / Math.max(1, recompute.events_total)
  return (
    <Panel>
      <Text mb="xs">{t('attribution.running', values)}</Text>
      <Progress value={share * 100} aria-label={t('attribution.running', values)} />
    </Panel>
  )
}

function Windows({ settings }: { settings: AttributionState }) {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <SettingsForm
      title={t('attribution.title')}
      hint={t('attribution.hint')}
      save={(typed) =>
        changeAttribution(account.id, {
          window_hours: Object.fromEntries(
            TOUCH_KINDS.map((kind) => [kind, Number(typed[`hours_${kind}`])]),
          ),
        })
      }
      fields={(errors, isRefused) => (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          {TOUCH_KINDS.map((kind) => (
            <NumberInput
              key={kind}
              name={`hours_${kind}`}
              label={t(`attribution.kind_${kind}`)}
              min={0}
              max={WINDOW_HOURS_MAX}
              allowDecimal={false}
              defaultValue={settings.window_hours[kind]}
              readOnly={isRefused}
              error={errors[kind]}
            />
          ))}
        </SimpleGrid>
      )}
    />
  )
}

function Counted({ settings }: { settings: AttributionState }) {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <SettingsForm
      title={t('attribution.others')}
      hint={t('attribution.othersHint')}
      save={(typed) =>
        changeAttribution(account.id, {
          window_start: typed.window_start,
          excludes_bots: typed.excludes_bots === 'on',
          excludes_privacy_proxies: typed.excludes_privacy_proxies === 'on',
          text_price: Number(typed.text_price),
        })
      }
      fields={(errors, isRefused) => (
        <>
          <Select
            name="window_start"
            label={t('attribution.start')}
            allowDeselect={false}
            defaultValue={settings.window_start}
            data={WINDOW_STARTS.map((one) => ({
              value: one,
              label: t(`attribution.start_${one}`),
            }))}
            disabled={isRefused}
          />
          <Checkbox
            name="excludes_bots"
            label={t('attribution.bots')}
            defaultChecked={settings.excludes_bots}
            disabled={isRefused}
          />
          <Checkbox
            name="excludes_privacy_proxies"
            label={t('attribution.proxies')}
            defaultChecked={settings.excludes_privacy_proxies}
            disabled={isRefused}
          />
          <NumberInput
            name="text_price"
            label={t('attribution.textPrice', { currency: account.currency })}
            min={0}
            max={1_000}
            defaultValue={settings.text_price}
            readOnly={isRefused}
            error={errors.text_price}
          />
        </>
      )}
    />
  )
}
