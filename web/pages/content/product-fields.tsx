import { Autocomplete, Group, Input, SegmentedControl, Select, Switch, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BlockOf } from '../../../src/contract/blocks.ts'
import { useAccount } from '../../account.ts'
import { itemSearch, itemsOf } from '../../api/content.ts'
import {
  fieldsOf,
  flagAt,
  numberAt,
  partsOf,
  textAt,
  withField,
  withParts,
} from './block-fields.ts'
import { RECOMMENDED_FEED } from './new-block.ts'
import { PartList } from './part-fields.tsx'
import { AlignField, ColorField, PixelField, TagField } from './style-fields.tsx'

const FEEDS = [
  RECOMMENDED_FEED,
  'event.Items',
  'catalog:event.ProductIDs',
  'catalog:event.Products',
]
const FEED = /^(catalog:)?[A-Za-z_]\w*(\.\w+)*$/
const SHOWN = ['show_title', 'show_price', 'show_description', 'show_button'] as const
const REST_MS = 200

/** Products of the event that causes the mail, or some of the catalogue. */
export function ProductFields(props: {
  block: BlockOf<'product'>
  metricId: string | null
  onChange: (next: BlockOf<'product'>, about: string) => void
}) {
  const { t } = useTranslation()
  const { block, metricId, onChange } = props
  const styles = fieldsOf(block, 'styles')
  const properties = fieldsOf(block, 'properties')
  const isDynamic = flagAt(properties, 'dynamic', false)
  const feed = textAt(properties, 'feed')
  const style = (name: string) => (value: unknown) =>
    onChange(withField(block, 'styles', name, value), name)
  const property = (name: string) => (value: unknown) =>
    onChange(withField(block, 'properties', name, value), name)
  return (
    <>
      <Input.Wrapper label={t('content.productsFrom')} size="xs" labelElement="div">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('content.productsFrom')}
          value={isDynamic ? 'event' : 'catalog'}
          onChange={(value) => property('dynamic')(value === 'event')}
          data={[
            { value: 'event', label: t('content.fromEvent') },
            { value: 'catalog', label: t('content.fromCatalog') },
          ]}
        />
      </Input.Wrapper>
      {isDynamic ? (
        <Autocomplete
          size="xs"
          label={t('content.feed')}
          description={t('content.feedHint')}
          value={feed}
          data={FEEDS}
          filter={({ options }) => options}
          error={FEED.test(feed) ? null : t('content.feedWrong')}
          onChange={property('feed')}
        />
      ) : (
        <Chosen block={block} onChange={onChange} />
      )}
      <Group grow gap="xs">
        <PixelField
          label={t('content.columns')}
          value={numberAt(styles, 'num_columns')}
          min={1}
          max={4}
          onChange={style('num_columns')}
        />
        {isDynamic ? (
          <PixelField
            label={t('content.rows')}
            value={numberAt(styles, 'num_rows')}
            min={1}
            max={20}
            onChange={style('num_rows')}
          />
        ) : null}
      </Group>
      {isDynamic ? (
        <Text size="xs" c="dimmed">
          {t('content.atMostProducts', {
            count: (numberAt(styles, 'num_columns') ?? 2) * (numberAt(styles, 'num_rows') ?? 2),
          })}
        </Text>
      ) : null}
      {SHOWN.map((name) => (
        <Switch
          key={name}
          size="xs"
          label={t(`content.${name}`)}
          checked={flagAt(properties, name, name === 'show_title' || name === 'show_price')}
          onChange={(event) => property(name)(event.currentTarget.checked)}
        />
      ))}
      {flagAt(properties, 'show_button', false) ? (
        <>
          <TagField
            label={t('content.label')}
            value={textAt(properties, 'button_text')}
            metricId={metricId}
            onChange={property('button_text')}
          />
          <Group grow gap="xs">
            <ColorField
              label={t('content.background')}
              value={textAt(styles, 'button_background_color')}
              onChange={style('button_background_color')}
            />
            <ColorField
              label={t('content.textColor')}
              value={textAt(styles, 'button_font_color')}
              onChange={style('button_font_color')}
            />
          </Group>
        </>
      ) : null}
      <AlignField
        label={t('content.align')}
        value={textAt(styles, 'item_text_alignment') || 'center'}
        onChange={style('item_text_alignment')}
      />
      <Switch
        size="xs"
        label={t('content.stackProducts')}
        checked={flagAt(styles, 'stack_on_mobile', false)}
        onChange={(event) => style('stack_on_mobile')(event.currentTarget.checked)}
      />
    </>
  )
}

/** Items by their ids: name, picture and price are those of the catalogue when the mail is sent. */
function Chosen(props: {
  block: BlockOf<'product'>
  onChange: (next: BlockOf<'product'>, about: string) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { block, onChange } = props
  const parts = partsOf(block)
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), REST_MS)
  const { data: found = [] } = useQuery(itemSearch(account.id, search))
  const ids = parts.map((part) => textAt(part, 'product_id')).filter(Boolean)
  const { data: known = [] } = useQuery(itemsOf(account.id, ids))
  return (
    <>
      <Select
        size="xs"
        label={t('content.addProduct')}
        placeholder={t('content.searchCatalog')}
        searchable
        searchValue={text}
        onSearchChange={setText}
        value={null}
        data={found.map(({ id, title }) => ({ value: id, label: title }))}
        filter={({ options }) => options}
        nothingFoundMessage={t('content.noProductFound')}
        onChange={(id) => {
          const item = found.find((one) => one.id === id)
          if (!item) return
          const part = { type: 'product', product_id: item.id, external_id: item.external_id }
          onChange(withParts(block, [...parts, part]), `add ${parts.length}`)
          setText('')
        }}
      />
      <PartList
        label={t('content.products')}
        parts={parts}
        isOwn={() => true}
        fresh={null}
        onChange={(next, about) => onChange(withParts(block, next), about)}
        fields={(part) => (
          <Text size="sm">
            {textAt(part, 'title') ||
              textAt(part, 'name') ||
              known.find(({ id }) => id === part['product_id'])?.title ||
              textAt(part, 'external_id')}
          </Text>
        )}
      />
    </>
  )
}
