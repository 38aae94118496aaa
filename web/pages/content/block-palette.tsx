import { useDraggable } from '@dnd-kit/core'
import { Stack, Text } from '@mantine/core'
import {
  IconAlignLeft,
  IconCode,
  IconColumns1,
  IconColumns2,
  IconColumns3,
  IconLayoutColumns,
  IconLink,
  IconMenu2,
  IconMinus,
  IconPhoto,
  IconRectangle,
  IconShare,
  IconShoppingBag,
  IconSpacingVertical,
  IconTicket,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { sharedBlocks } from '../../api/content.ts'
import type { ColumnLayout } from './definition.ts'
import type { Dragged } from './dragging.ts'
import { PALETTE, type PaletteType } from './new-block.ts'

type Icon = ComponentType<{ size: number; stroke: number; 'aria-hidden': true }>

const ICONS: Record<PaletteType, Icon> = {
  text: IconAlignLeft,
  image: IconPhoto,
  button: IconRectangle,
  product: IconShoppingBag,
  header: IconMenu2,
  horizontal_rule: IconMinus,
  social: IconShare,
  spacer: IconSpacingVertical,
  coupon: IconTicket,
  html: IconCode,
}

const LAYOUTS: readonly { layout: ColumnLayout; columns: 1 | 2 | 3 | 4; icon: Icon }[] = [
  { layout: '1-column-full-width', columns: 1, icon: IconColumns1 },
  { layout: '2-columns-equal-width', columns: 2, icon: IconColumns2 },
  { layout: '3-columns-equal-width', columns: 3, icon: IconColumns3 },
  { layout: '4-columns-equal-width', columns: 4, icon: IconLayoutColumns },
]

/** What a mail is made of: dragged to its place, or pressed to be put after what is selected. */
export function BlockPalette(props: { onAdd: (dragged: Dragged) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: shared = [] } = useQuery(sharedBlocks(account.id))
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {t('content.paletteHint')}
      </Text>
      <Group label={t('content.blocks')}>
        {PALETTE.map((type) => (
          <Item
            key={type}
            id={`new ${type}`}
            label={t(`content.block_${type}`)}
            icon={ICONS[type]}
            dragged={{ kind: 'new', type }}
            onAdd={props.onAdd}
          />
        ))}
      </Group>
      <Group label={t('content.sections')}>
        {LAYOUTS.map(({ layout, columns, icon }) => (
          <Item
            key={layout}
            id={`layout ${layout}`}
            label={t('content.columnCount', { count: columns })}
            icon={icon}
            dragged={{ kind: 'layout', layout }}
            onAdd={props.onAdd}
          />
        ))}
      </Group>
      {shared.length > 0 ? (
        <Group label={t('content.sharedBlocks')}>
          {shared.map(({ id, name, definition }) => (
            <Item
              key={id}
              id={`shared ${id}`}
              label={name}
              icon={IconLink}
              dragged={{ kind: 'shared', sharedId: id, block: definition }}
              onAdd={props.onAdd}
            />
          ))}
        </Group>
      ) : null}
    </Stack>
  )
}

function Group(props: { label: string; children: React.ReactNode }) {
  return (
    <section aria-label={props.label}>
      <Text size="xs" fw={550} mb={6}>
        {props.label}
      </Text>
      <div className="palette">{props.children}</div>
    </section>
  )
}

function Item(props: {
  id: string
  label: string
  icon: Icon
  dragged: Dragged
  onAdd: (dragged: Dragged) => void
}) {
  const { icon: Icon } = props
  const { setNodeRef, listeners } = useDraggable({ id: props.id, data: props.dragged })
  return (
    <button
      ref={setNodeRef}
      type="button"
      className="palette-item"
      // With the keyboard a press adds it; the arrows then move it, as everything on the canvas.
      onPointerDown={(event) => listeners?.['onPointerDown']?.(event)}
      onClick={() => props.onAdd(props.dragged)}
    >
      <Icon size={20} stroke={1.5} aria-hidden />
      {props.label}
    </button>
  )
}
