import { Accordion, Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MetricPropertySummary, metricProperties, propertyValues } from '../../api/metrics.ts'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { propertyLabel } from '../../words/properties.ts'
import './property-explorer.css'

const SAMPLES_MAX = 3
const VALUES_MAX = 12

/** What the events of a metric carry: names, types, examples, and how often each value occurs. */
export function PropertyExplorer(props: { account: { id: string }; metricId: string }) {
  const { t } = useTranslation()
  const { account, metricId } = props
  const properties = useQuery(metricProperties(account.id, metricId))
  const [open, setOpen] = useState<string | null>(null)
  if (!properties.data) {
    return (
      <Panel title={t('metric.properties')}>
        {properties.error ? (
          <ProblemNotice problem={properties.error} />
        ) : (
          <Stack gap="sm">
            <Skeleton height={14} />
            <Skeleton height={14} width="80%" />
            <Skeleton height={14} width="60%" />
          </Stack>
        )}
      </Panel>
    )
  }
  if (properties.data.length === 0) {
    return (
      <Panel title={t('metric.properties')}>
        <Text size="sm" c="dimmed">
          {t('metric.noProperties')}
        </Text>
      </Panel>
    )
  }
  return (
    <Panel title={t('metric.properties')} hint={t('metric.propertiesHint')} flush>
      <Accordion value={open} onChange={setOpen} variant="default" className="property-explorer">
        {properties.data.map((property) => (
          <Accordion.Item key={property.id} value={property.property}>
            <Accordion.Control>
              <PropertyHead property={property} />
            </Accordion.Control>
            <Accordion.Panel>
              {open === property.property ? (
                <ValueCounts
                  account={account.id}
                  metricId={metricId}
                  property={property.property}
                />
              ) : null}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Panel>
  )
}

function PropertyHead(props: { property: MetricPropertySummary }) {
  const { t, i18n } = useTranslation()
  const { property, inferred_type: type, sample_values: samples } = props.property
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {propertyLabel(property, i18n.language)}
        </Text>
        <Badge size="xs" color="gray">
          {t(`metric.type_${type}`, { defaultValue: type })}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {(samples ?? []).slice(0, SAMPLES_MAX).map(String).join(' · ')}
      </Text>
    </div>
  )
}

function ValueCounts(props: { account: string; metricId: string; property: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const counts = useQuery(propertyValues(props.account, props.metricId, props.property))
  if (counts.error) return <ProblemNotice problem={counts.error} />
  if (!counts.data) return <Skeleton height={60} />
  const shown = counts.data.slice(0, VALUES_MAX)
  const most = Math.max(...shown.map((each) => each.count), 1)
  return (
    <Stack gap={4}>
      {shown.map((each) => (
        <div key={each.id} className="value-count">
          <div className="value-count-bar" style={{ width: `${(each.count / most) * 100}%` }} />
          <span className="value-count-text">{each.value || t('metric.notSet')}</span>
          <span className="number">{formats.number(each.count)}</span>
        </div>
      ))}
      <Text size="xs" c="dimmed" mt={4}>
        {counts.data.length > shown.length
          ? t('metric.moreValues', { count: counts.data.length - shown.length })
          : t('metric.valuesNote')}
      </Text>
    </Stack>
  )
}
