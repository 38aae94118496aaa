import { Group, Select, Stack, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { COLUMN_LAYOUTS, type Section } from '../../../src/contract/blocks.ts'
import { fieldsOf, flagAt, textAt, withField } from './block-fields.ts'
import { type ColumnLayout, columnsIn } from './definition.ts'
import { ColorField, PaddingFields, ShowIfField, ShowOnField, TagField } from './style-fields.tsx'

/** Everything about one section: its columns, what lies behind them, who sees it. */
export function SectionPanel(props: {
  section: Section
  onChange: (next: Section, about: string) => void
  onLayout: (rowId: string, layout: ColumnLayout) => void
}) {
  const { t } = useTranslation()
  const { section, onChange } = props
  const styles = fieldsOf(section, 'styles')
  const rows = section.rows ?? []
  const style = (name: string) => (value: unknown) =>
    onChange(withField(section, 'styles', name, value), name)
  return (
    <Stack gap="sm">
      {rows.map((row, at) => (
        <Select
          key={row.id}
          size="xs"
          label={
            rows.length > 1 ? t('content.columnsOfRow', { number: at + 1 }) : t('content.columns')
          }
          allowDeselect={false}
          value={row.data.styles.column_layout ?? '1-column-full-width'}
          data={COLUMN_LAYOUTS.map((layout) => ({
            value: layout,
            label: layoutName(layout, t('content.columnCount', { count: columnsIn(layout) })),
          }))}
          onChange={(value) => {
            const layout = COLUMN_LAYOUTS.find((one) => one === value)
            if (layout && row.id) props.onLayout(row.id, layout)
          }}
        />
      ))}
      <Group grow gap="xs" align="flex-end">
        <ColorField
          label={t('content.background')}
          value={textAt(styles, 'background_color')}
          onChange={style('background_color')}
        />
        <Switch
          size="xs"
          mb={6}
          label={t('content.stackOnMobile')}
          checked={flagAt(styles, 'stack_on_mobile', true)}
          onChange={(event) => style('stack_on_mobile')(event.currentTarget.checked)}
        />
      </Group>
      <TagField
        label={t('content.backgroundImage')}
        value={textAt(styles, 'background_url')}
        metricId={null}
        placeholder="https://"
        onChange={(value) => style('background_url')(value || undefined)}
      />
      <PaddingFields
        label={t('content.within')}
        prefix="inner_padding"
        fields={styles}
        onChange={(name, value) => onChange(withField(section, 'styles', name, value), name)}
      />
      <ShowOnField of={section} onChange={(next) => onChange(next, 'show_on')} />
      <ShowIfField of={section} onChange={(next) => onChange(next, 'show_if')} />
    </Stack>
  )
}

/** `2 columns (33 / 67)`. */
function layoutName(layout: ColumnLayout, count: string): string {
  const shares = [...layout.matchAll(/(\d+)%/g)].map((match) => match[1])
  return shares.length > 0 ? `${count} (${shares.join(' / ')})` : count
}
