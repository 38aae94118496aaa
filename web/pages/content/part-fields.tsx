import { ActionIcon, Button, Group, Paper, Select, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Block, type BlockOf, SOCIAL_LINKS } from '../../../src/contract/blocks.ts'
import {
  type Fields,
  fieldsOf,
  numberAt,
  partsOf,
  textAt,
  withField,
  withParts,
} from './block-fields.ts'
import { networkName } from './canvas-block.tsx'
import { ColorField, PixelField, TagField } from './style-fields.tsx'

interface Props<T extends Block> {
  block: T
  metricId: string | null
  onChange: (next: T, about: string) => void
}

/** A logo and the links beside it. */
export function HeaderFields({ block, metricId, onChange }: Props<BlockOf<'header'>>) {
  const { t } = useTranslation()
  const parts = partsOf(block)
  const styles = fieldsOf(block, 'styles')
  const logoAt = parts.findIndex((part) => part['type'] === 'header_link_bar_logo')
  const logo = parts[logoAt]
  const putLogo = (name: string, value: string) => {
    const next = { type: 'header_link_bar_logo', ...logo, [name]: value }
    onChange(withParts(block, logo ? parts.with(logoAt, next) : [next, ...parts]), `logo ${name}`)
  }
  return (
    <>
      <TagField
        label={t('content.logoAddress')}
        value={logo ? textAt(logo, 'src') : ''}
        metricId={null}
        placeholder="https://"
        onChange={(value) => putLogo('src', value)}
      />
      {logo ? (
        <TagField
          label={t('content.altText')}
          value={textAt(logo, 'alt_text')}
          metricId={null}
          onChange={(value) => putLogo('alt_text', value)}
        />
      ) : null}
      <Select
        size="xs"
        label={t('content.arrangement')}
        allowDeselect={false}
        value={textAt(styles, 'desktop_layout') || 'stacked'}
        data={(['stacked', 'inline', 'links'] as const).map((value) => ({
          value,
          label: t(`content.arrangement_${value}`),
        }))}
        onChange={(value) =>
          onChange(withField(block, 'styles', 'desktop_layout', value), 'layout')
        }
      />
      <Group grow gap="xs">
        <ColorField
          label={t('content.textColor')}
          value={textAt(styles, 'color')}
          onChange={(value) => onChange(withField(block, 'styles', 'color', value), 'color')}
        />
        <PixelField
          label={t('content.between')}
          value={numberAt(styles, 'item_spacing')}
          max={100}
          onChange={(value) =>
            onChange(withField(block, 'styles', 'item_spacing', value), 'item_spacing')
          }
        />
      </Group>
      <PartList
        label={t('content.links')}
        parts={parts}
        isOwn={(part) => part['type'] === 'header_link_bar_button'}
        onChange={(next, about) => onChange(withParts(block, next), about)}
        fresh={{ type: 'header_link_bar_button', content: t('content.newLink'), href: '' }}
        fields={(part, put) => (
          <>
            <TagField
              label={t('content.label')}
              value={textAt(part, 'content')}
              metricId={metricId}
              onChange={(value) => put('content', value)}
            />
            <TagField
              label={t('content.leadsTo')}
              value={textAt(part, 'href')}
              metricId={metricId}
              placeholder="https://"
              onChange={(value) => put('href', value)}
            />
          </>
        )}
      />
    </>
  )
}

export function SocialFields({ block, onChange }: Props<BlockOf<'social'>>) {
  const { t } = useTranslation()
  const styles = fieldsOf(block, 'styles')
  return (
    <>
      <Text size="xs" c="dimmed">
        {t('content.socialHint')}
      </Text>
      <PartList
        label={t('content.links')}
        parts={partsOf(block)}
        isOwn={(part) => part['type'] === 'social_link_icon'}
        onChange={(next, about) => onChange(withParts(block, next), about)}
        fresh={{ type: 'social_link_icon', link_type: 'instagram', link_url: 'https://' }}
        fields={(part, put) => (
          <>
            <Select
              size="xs"
              label={t('content.network')}
              searchable
              allowDeselect={false}
              value={textAt(part, 'link_type') || 'custom'}
              data={SOCIAL_LINKS.map((value) => ({ value, label: networkName(value) }))}
              onChange={(value) => put('link_type', value)}
            />
            <TagField
              label={t('content.leadsTo')}
              value={textAt(part, 'link_url')}
              metricId={null}
              placeholder="https://"
              onChange={(value) => put('link_url', value)}
            />
            <TagField
              label={t('content.iconAddress')}
              value={textAt(part, 'custom_src')}
              metricId={null}
              placeholder="https://"
              onChange={(value) => put('custom_src', value || undefined)}
            />
          </>
        )}
      />
      <PixelField
        label={t('content.between')}
        value={numberAt(styles, 'icon_spacing')}
        max={100}
        onChange={(value) =>
          onChange(withField(block, 'styles', 'icon_spacing', value), 'icon_spacing')
        }
      />
    </>
  )
}

/** The parts of a block in their order. Parts of other kinds keep their places between them. */
export function PartList(props: {
  label: string
  parts: readonly Fields[]
  isOwn: (part: Fields) => boolean
  fresh: Fields | null
  fields: (part: Fields, put: (name: string, value: unknown) => void) => ReactNode
  onChange: (next: readonly Fields[], about: string) => void
}) {
  const { t } = useTranslation()
  const { parts, fresh, onChange } = props
  const own = parts.flatMap((part, at) => (props.isOwn(part) ? [{ part, at }] : []))
  return (
    <Stack gap="xs">
      <Text size="xs" fw={550}>
        {props.label}
      </Text>
      {own.map(({ part, at }, place) => {
        const before = own[place - 1]
        const after = own[place + 1]
        const swap = (other: { part: Fields; at: number }) =>
          onChange(parts.with(at, other.part).with(other.at, part), `swap ${at}`)
        return (
          <Paper key={at} withBorder p="xs" radius="md">
            <Group justify="space-between" gap={4} wrap="nowrap" mb={4}>
              <Text size="xs" c="dimmed" className="number">
                {place + 1}
              </Text>
              <Group gap={2} wrap="nowrap">
                <ActionIcon
                  size="sm"
                  aria-label={t('content.moveUp')}
                  disabled={!before}
                  onClick={() => before && swap(before)}
                >
                  <IconArrowUp size={14} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={t('content.moveDown')}
                  disabled={!after}
                  onClick={() => after && swap(after)}
                >
                  <IconArrowDown size={14} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={t('content.remove')}
                  onClick={() => onChange(parts.toSpliced(at, 1), `remove ${at}`)}
                >
                  <IconX size={14} />
                </ActionIcon>
              </Group>
            </Group>
            <Stack gap={6}>
              {props.fields(part, (name, value) => {
                const { [name]: _, ...others } = part
                const next = value === undefined ? others : { ...others, [name]: value }
                onChange(parts.with(at, next), `part ${at} ${name}`)
              })}
            </Stack>
          </Paper>
        )
      })}
      {fresh ? (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...parts, fresh], `add ${parts.length}`)}
        >
          {t('content.addLink')}
        </Button>
      ) : null}
    </Stack>
  )
}
