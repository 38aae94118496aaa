import {
  Autocomplete,
  Button,
  Divider,
  Group,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
} from '@mantine/core'
import { IconColumns2 } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Block } from '../../../src/contract/blocks.ts'
import { useAccount } from '../../account.ts'
import { couponList } from '../../api/coupons.ts'
import { Act } from '../../ui/act.tsx'
import {
  contentOf,
  type Fields,
  fieldsOf,
  flagAt,
  numberAt,
  textAt,
  withContent,
  withField,
} from './block-fields.ts'
import type { BlockFieldsProps } from './block-fields-props.ts'
import { ImageFields } from './image-fields.tsx'
import { HeaderFields, SocialFields } from './part-fields.tsx'
import { ProductFields } from './product-fields.tsx'
import { RichText } from './rich-text.tsx'
import { ShareBlock } from './share-block.tsx'
import {
  AlignField,
  ColorField,
  FontField,
  PaddingFields,
  PixelField,
  ShowIfField,
  ShowOnField,
  TagField,
} from './style-fields.tsx'

/** Everything about one block. */
export function BlockPanel(
  props: BlockFieldsProps & { canWrap: boolean; onWrap: (columns: 2 | 3) => void },
) {
  const { t } = useTranslation()
  const { block, onChange } = props
  const styles = fieldsOf(block, 'styles')
  return (
    <Stack gap="sm">
      <Own {...props} />
      {block.type === 'html' || block.type === 'spacer' ? null : (
        <>
          <Divider label={t('content.space')} labelPosition="left" />
          <PaddingFields
            label={t('content.around')}
            prefix="block_padding"
            fields={styles}
            onChange={(name, value) => onChange(withField(block, 'styles', name, value), name)}
          />
          <ColorField
            label={t('content.blockBackground')}
            value={textAt(styles, 'block_background_color')}
            onChange={(value) =>
              onChange(withField(block, 'styles', 'block_background_color', value), 'background')
            }
          />
        </>
      )}
      <Divider label={t('content.visibility')} labelPosition="left" />
      <ShowOnField of={block} onChange={(next) => onChange(next, 'show_on')} />
      <ShowIfField of={block} onChange={(next) => onChange(next, 'show_if')} />
      <Divider label={t('content.place')} labelPosition="left" />
      <Group gap="xs">
        {([2, 3] as const).map((columns) => (
          <Act
            key={columns}
            size="compact-xs"
            variant="default"
            leftSection={<IconColumns2 size={14} aria-hidden />}
            refusal={props.canWrap ? undefined : t('content.cannotWrap')}
            onClick={() => props.onWrap(columns)}
          >
            {t('content.wrapIn', { count: columns })}
          </Act>
        ))}
      </Group>
      <ShareBlock block={block} onChange={(next) => onChange(next, 'shared')} />
      <BlockJson block={block} onChange={(next) => onChange(next, 'json')} />
    </Stack>
  )
}

function Own(props: BlockFieldsProps) {
  const { t } = useTranslation()
  const { block, metricId, onChange } = props
  const styles = fieldsOf(block, 'styles')
  const properties = fieldsOf(block, 'properties')
  const style = (name: string) => (value: unknown) =>
    onChange(withField(block, 'styles', name, value), name)
  const property = (name: string) => (value: unknown) =>
    onChange(withField(block, 'properties', name, value), name)
  switch (block.type) {
    case 'text':
      return (
        <>
          <RichText
            key={block.id}
            label={t('content.block_text')}
            value={contentOf(block)}
            metricId={metricId}
            onChange={(html) => onChange(withContent(block, html), 'content')}
          />
          <AlignField
            label={t('content.align')}
            value={textAt(styles, 'text_align') || 'left'}
            onChange={style('text_align')}
          />
          <TextLook styles={styles} onStyle={style} />
        </>
      )
    case 'html':
      return (
        <Textarea
          label={t('content.htmlSource')}
          value={contentOf(block)}
          onChange={(event) => onChange(withContent(block, event.currentTarget.value), 'content')}
          autosize
          minRows={8}
          maxRows={24}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        />
      )
    case 'image':
      return <ImageFields {...props} />
    case 'button':
      return (
        <>
          <TagField
            label={t('content.label')}
            value={contentOf(block)}
            metricId={metricId}
            onChange={(value) => onChange(withContent(block, value), 'content')}
          />
          <TagField
            label={t('content.leadsTo')}
            value={textAt(properties, 'href')}
            metricId={metricId}
            placeholder="https://"
            onChange={property('href')}
          />
          <AlignField
            label={t('content.align')}
            value={textAt(styles, 'text_align') || 'center'}
            onChange={style('text_align')}
          />
          <Group grow gap="xs">
            <ColorField
              label={t('content.background')}
              value={textAt(styles, 'background_color')}
              onChange={style('background_color')}
            />
            <ColorField
              label={t('content.textColor')}
              value={textAt(styles, 'color')}
              onChange={style('color')}
            />
          </Group>
          <Group grow gap="xs">
            <PixelField
              label={t('content.corners')}
              value={numberAt(styles, 'border_radius')}
              max={60}
              onChange={style('border_radius')}
            />
            <PixelField
              label={t('content.fontSize')}
              value={numberAt(styles, 'font_size')}
              min={8}
              max={80}
              onChange={style('font_size')}
            />
          </Group>
          <Switch
            size="xs"
            label={t('content.stretch')}
            checked={flagAt(styles, 'stretch', false)}
            onChange={(event) => style('stretch')(event.currentTarget.checked)}
          />
        </>
      )
    case 'coupon':
      return (
        <>
          <CouponField value={textAt(properties, 'coupon')} onChange={property('coupon')} />
          <TagField
            label={t('content.couponHeading')}
            value={contentOf(block)}
            metricId={metricId}
            onChange={(value) => onChange(withContent(block, value), 'content')}
          />
          <Switch
            size="xs"
            label={t('content.showHeading')}
            checked={flagAt(properties, 'header_enabled', true)}
            onChange={(event) => property('header_enabled')(event.currentTarget.checked)}
          />
          <TagField
            label={t('content.leadsTo')}
            value={textAt(properties, 'href')}
            metricId={metricId}
            placeholder="https://"
            onChange={property('href')}
          />
        </>
      )
    case 'horizontal_rule':
      return (
        <>
          <ColorField
            label={t('content.color')}
            value={textAt(styles, 'border_color')}
            onChange={style('border_color')}
          />
          <PixelField
            label={t('content.thickness')}
            value={numberAt(styles, 'border_width')}
            min={1}
            max={20}
            onChange={style('border_width')}
          />
          <Select
            size="xs"
            label={t('content.lineStyle')}
            allowDeselect={false}
            value={textAt(styles, 'border_style') || 'solid'}
            data={(['solid', 'dashed', 'dotted'] as const).map((value) => ({
              value,
              label: t(`content.line_${value}`),
            }))}
            onChange={style('border_style')}
          />
        </>
      )
    case 'spacer':
      return (
        <Group grow gap="xs">
          <PixelField
            label={t('content.height')}
            value={numberAt(styles, 'height')}
            max={400}
            onChange={style('height')}
          />
          <ColorField
            label={t('content.color')}
            value={textAt(styles, 'background_color')}
            onChange={style('background_color')}
          />
        </Group>
      )
    case 'header':
      return <HeaderFields block={block} metricId={metricId} onChange={onChange} />
    case 'social':
      return <SocialFields block={block} metricId={metricId} onChange={onChange} />
    case 'product':
      return <ProductFields block={block} metricId={metricId} onChange={onChange} />
    case 'drop_shadow':
    case 'review':
    case 'split':
    case 'table':
    case 'video':
      return (
        <Text size="sm" c="dimmed">
          {t('content.onlyJson')}
        </Text>
      )
  }
}

function CouponField(props: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useInfiniteQuery(couponList(account.id))
  const names = data?.pages.flatMap((page) => page.coupons.map((one) => one.external_id)) ?? []
  return (
    <Autocomplete
      size="xs"
      label={t('content.couponName')}
      description={t('content.couponNameHint')}
      value={props.value}
      data={names}
      error={/^[\w-]*$/.test(props.value) ? null : t('content.couponNameWrong')}
      onChange={props.onChange}
    />
  )
}

function TextLook(props: { styles: Fields; onStyle: (name: string) => (value: unknown) => void }) {
  const { t } = useTranslation()
  const { styles, onStyle } = props
  return (
    <>
      <FontField
        label={t('content.font')}
        value={textAt(styles, 'font_family')}
        onChange={onStyle('font_family')}
      />
      <Group grow gap="xs">
        <PixelField
          label={t('content.fontSize')}
          value={numberAt(styles, 'font_size')}
          min={8}
          max={80}
          onChange={onStyle('font_size')}
        />
        <ColorField
          label={t('content.textColor')}
          value={textAt(styles, 'color')}
          onChange={onStyle('color')}
        />
      </Group>
    </>
  )
}

/** The block as the API has it: for what no field here says. */
function BlockJson(props: { block: Block; onChange: (next: Block) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('content.blockJson')}
      </Button>
      {isOpen ? <BlockJsonField key={props.block.id} {...props} /> : null}
    </>
  )
}

function BlockJsonField(props: { block: Block; onChange: (next: Block) => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  function change(text: string) {
    setDraft(text)
    const read = readBlock(text)
    if ('problem' in read) return setProblem(read.problem)
    setProblem(null)
    props.onChange({ ...read.block, id: props.block.id ?? null })
  }
  return (
    <Textarea
      aria-label={t('content.blockJson')}
      value={draft ?? JSON.stringify(props.block, null, 2)}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => problem === null && setDraft(null)}
      error={problem}
      autosize
      minRows={8}
      maxRows={24}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
    />
  )
}

function readBlock(text: string): { block: Block } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
  const read = Block.safeParse(json)
  if (read.success) return { block: read.data }
  const [issue] = read.error.issues
  return { problem: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` }
}
