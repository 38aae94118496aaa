import { useDraggable, useDroppable } from '@dnd-kit/core'
import { ActionIcon, Badge, Group, Text, Tooltip } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconLink,
  IconTrash,
} from '@tabler/icons-react'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  Block,
  Column,
  Row,
  Section,
  TemplateDefinition,
} from '../../../src/contract/blocks.ts'
import { fieldsOf, gist, looksOf, textAt } from './block-fields.ts'
import { CanvasBlock } from './canvas-block.tsx'
import { sectionsOf } from './definition.ts'
import type { Dragged, Target } from './dragging.ts'
import { headingVariables, sectionBox, sharesOf, textLook } from './mail-looks.ts'
import './block-canvas.css'

export interface Selection {
  kind: 'block' | 'section'
  id: string
}

export interface CanvasDeeds {
  select: (selection: Selection | null) => void
  nudge: (selection: Selection, by: 'up' | 'down') => void
  copy: (selection: Selection) => void
  remove: (selection: Selection) => void
}

export interface CanvasProps {
  definition: TemplateDefinition
  selection: Selection | null
  width: 'desktop' | 'mobile'
  isDragging: boolean
  deeds: CanvasDeeds
}

/** The mail, to put together. Each block is one button: what it looks like is only for the eye. */
export function BlockCanvas(props: CanvasProps) {
  const { t } = useTranslation()
  const { definition } = props
  const sections = sectionsOf(definition)
  const { styles } = definition.body
  const base = looksOf(definition, 'base-styles')
  const width = props.width === 'mobile' ? 375 : Math.min(Math.max(styles.width ?? 600, 320), 900)
  return (
    <section
      aria-label={t('content.canvas')}
      className="canvas"
      data-width={props.width}
      data-dragging={props.isDragging || undefined}
      style={{
        ...headingVariables(definition),
        background: styles.background_color || '#ffffff',
      }}
    >
      <div
        className="canvas-mail"
        style={{
          ...textLook(definition),
          maxWidth: width,
          background: textAt(base, 'content_background_color') || 'transparent',
        }}
      >
        <DropGap index={0} isTall={sections.length === 0} />
        {sections.map((section, at) => (
          <SectionView key={section.id} section={section} at={at} {...props} />
        ))}
      </div>
    </section>
  )
}

function SectionView(props: CanvasProps & { section: Section; at: number }) {
  const { t } = useTranslation()
  const { section, at } = props
  const own: Selection = { kind: 'section', id: section.id ?? '' }
  const isSelected = props.selection?.kind === 'section' && props.selection.id === own.id
  const { attributes, isDragging, listeners, setActivatorNodeRef, setNodeRef } = useDraggable({
    id: `section ${own.id}`,
    data: { kind: 'section', id: own.id } satisfies Dragged,
  })
  const name = t('content.sectionNumber', { number: at + 1 })
  const isStacked =
    props.width === 'mobile' && fieldsOf(section, 'styles')['stack_on_mobile'] !== false
  return (
    <>
      <div
        ref={setNodeRef}
        className="canvas-section"
        data-selected={isSelected || undefined}
        data-moving={isDragging || undefined}
        style={sectionBox(section)}
      >
        <button
          type="button"
          className="canvas-section-name"
          aria-pressed={isSelected}
          onClick={() => props.deeds.select(isSelected ? null : own)}
        >
          {name}
        </button>
        {isSelected ? (
          <Toolbar
            of={own}
            name={name}
            deeds={props.deeds}
            handle={<Handle name={name} {...{ attributes, listeners, setActivatorNodeRef }} />}
          />
        ) : null}
        {(section.rows ?? []).map((row) => (
          <RowView key={row.id} row={row} isStacked={isStacked} {...props} />
        ))}
      </div>
      <DropGap index={at + 1} />
    </>
  )
}

function RowView(props: CanvasProps & { row: Row; isStacked: boolean }) {
  const columns = props.row.columns ?? []
  const shares = sharesOf(props.row.data.styles.column_layout, columns.length)
  const grid: CSSProperties = props.isStacked
    ? { gridTemplateColumns: 'minmax(0, 1fr)' }
    : { gridTemplateColumns: shares.map((share) => `minmax(0, ${share}fr)`).join(' ') }
  return (
    <div className="canvas-row" style={grid}>
      {columns.map((column) => (
        <ColumnView key={column.id} column={column} {...props} />
      ))}
    </div>
  )
}

function ColumnView(props: CanvasProps & { column: Column }) {
  const { t } = useTranslation()
  const columnId = props.column.id ?? ''
  const blocks = props.column.blocks ?? []
  return (
    <div className="canvas-column">
      <DropSpot columnId={columnId} index={0} isTall={blocks.length === 0}>
        {blocks.length === 0 ? t('content.emptyColumn') : null}
      </DropSpot>
      {blocks.map((block, at) => (
        <div key={block.id}>
          <BlockView block={block} {...props} />
          <DropSpot columnId={columnId} index={at + 1} isLast={at === blocks.length - 1} />
        </div>
      ))}
    </div>
  )
}

function BlockView(props: CanvasProps & { block: Block }) {
  const { t } = useTranslation()
  const { block } = props
  const own: Selection = { kind: 'block', id: block.id ?? '' }
  const isSelected = props.selection?.kind === 'block' && props.selection.id === own.id
  const { attributes, isDragging, listeners, setActivatorNodeRef, setNodeRef } = useDraggable({
    id: own.id,
    data: { kind: 'block', id: own.id, block } satisfies Dragged,
  })
  const kind = t(`content.block_${block.type}`)
  const words = gist(block)
  const name = words ? `${kind}: ${words}` : kind
  const showOn = textAt(fieldsOf(block, 'display_options'), 'show_on')
  const isHidden = (showOn === 'desktop' || showOn === 'mobile') && showOn !== props.width
  return (
    <div
      ref={setNodeRef}
      id={`block-${own.id}`}
      className="canvas-block"
      data-selected={isSelected || undefined}
      data-moving={isDragging || undefined}
      data-hidden={isHidden || undefined}
    >
      <div inert>
        <CanvasBlock block={block} />
      </div>
      <button
        type="button"
        className="canvas-cover"
        aria-label={name}
        aria-pressed={isSelected}
        onPointerDown={(event) => listeners?.['onPointerDown']?.(event)}
        onClick={() => props.deeds.select(own)}
      />
      {block.universal_id ? (
        <Badge className="canvas-shared" size="xs" leftSection={<IconLink size={10} aria-hidden />}>
          {t('content.shared')}
        </Badge>
      ) : null}
      {isSelected ? (
        <Toolbar
          of={own}
          name={kind}
          deeds={props.deeds}
          handle={<Handle name={name} {...{ attributes, listeners, setActivatorNodeRef }} />}
        />
      ) : null}
    </div>
  )
}

type Grip = Pick<
  ReturnType<typeof useDraggable>,
  'attributes' | 'listeners' | 'setActivatorNodeRef'
>

function Handle({ name, attributes, listeners, setActivatorNodeRef }: Grip & { name: string }) {
  const { t } = useTranslation()
  return (
    <ActionIcon
      ref={setActivatorNodeRef}
      size="sm"
      {...attributes}
      {...listeners}
      aria-label={t('content.drag', { name })}
      style={{ touchAction: 'none', cursor: 'grab' }}
    >
      <IconGripVertical size={15} />
    </ActionIcon>
  )
}

function Toolbar(props: { of: Selection; name: string; deeds: CanvasDeeds; handle: ReactNode }) {
  const { t } = useTranslation()
  const { of, deeds } = props
  const acts = [
    { key: 'moveUp', icon: IconArrowUp, run: () => deeds.nudge(of, 'up') },
    { key: 'moveDown', icon: IconArrowDown, run: () => deeds.nudge(of, 'down') },
    { key: 'clone', icon: IconCopy, run: () => deeds.copy(of) },
    { key: 'remove', icon: IconTrash, run: () => deeds.remove(of) },
  ] as const
  return (
    <Group gap={2} className="canvas-toolbar" role="toolbar" aria-label={props.name}>
      <Text size="xs" fw={550} px={6} className="canvas-toolbar-name">
        {props.name}
      </Text>
      {props.handle}
      {acts.map(({ key, icon: Icon, run }) => (
        <Tooltip key={key} label={t(`content.${key}`)}>
          <ActionIcon size="sm" aria-label={t(`content.${key}`)} onClick={run}>
            <Icon size={15} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  )
}

function DropSpot(props: {
  columnId: string
  index: number
  isTall?: boolean
  isLast?: boolean
  children?: ReactNode
}) {
  const { columnId, index } = props
  const data: Target = { kind: 'spot', columnId, index }
  const { setNodeRef, isOver } = useDroppable({ id: `spot ${columnId} ${index}`, data })
  const edge = index === 0 ? 'first' : props.isLast ? 'last' : undefined
  return (
    <Drop reference={setNodeRef} isOver={isOver} isTall={props.isTall ?? false} edge={edge}>
      {props.children}
    </Drop>
  )
}

function DropGap(props: { index: number; isTall?: boolean }) {
  const { t } = useTranslation()
  const data: Target = { kind: 'gap', index: props.index }
  const { setNodeRef, isOver } = useDroppable({ id: `gap ${props.index}`, data })
  return (
    <Drop reference={setNodeRef} isOver={isOver} isGap isTall={props.isTall ?? false}>
      {props.isTall ? t('content.emptyMail') : null}
    </Drop>
  )
}

function Drop({
  reference,
  isOver,
  isGap = false,
  isTall = false,
  edge,
  children,
}: {
  reference: (node: HTMLElement | null) => void
  isOver: boolean
  isGap?: boolean
  isTall?: boolean
  /** At the edge of a column it lies inside of it: on the edge is the gap between sections. */
  edge?: 'first' | 'last' | undefined
  children?: ReactNode
}) {
  return (
    <div
      className="canvas-drop"
      data-tall={isTall || undefined}
      data-gap={isGap || undefined}
      data-edge={edge}
      data-over={isOver || undefined}
    >
      <div ref={reference}>{children}</div>
    </div>
  )
}
