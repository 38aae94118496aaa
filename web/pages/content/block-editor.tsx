import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  MeasuringStrategy,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { Button } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block, TemplateDefinition } from '../../../src/contract/blocks.ts'
import { Panel } from '../../ui/panel.tsx'
import { BlockCanvas, type CanvasDeeds, type Selection } from './block-canvas.tsx'
import { BlockPalette } from './block-palette.tsx'
import { BlockPanel } from './block-panel.tsx'
import {
  canWrap,
  changeBlock,
  changeLayout,
  changeSection,
  columnsOf,
  copyBlock,
  copySection,
  findBlock,
  findSection,
  freshBlock,
  insertBlock,
  insertSection,
  moveBlock,
  moveBlockToSection,
  moveSection,
  newSection,
  nudgeBlock,
  nudgeSection,
  removeBlock,
  removeSection,
  sectionsOf,
  wrapInColumns,
} from './definition.ts'
import {
  type Dragged,
  draggedOf,
  nearestTarget,
  nextTarget,
  type Target,
  targetOf,
} from './dragging.ts'
import { LooksPanel } from './looks-panel.tsx'
import { newBlock } from './new-block.ts'
import { SectionPanel } from './section-panel.tsx'

const newId = () => crypto.randomUUID()
/** Shorter moves are presses. */
const DRAG_PX = 6

/** Palette, canvas and panel: the mail is put together with the mouse, with keys, or with both. */
export function BlockEditor(props: {
  definition: TemplateDefinition
  selection: Selection | null
  width: 'desktop' | 'mobile'
  metricId: string | null
  onSelect: (selection: Selection | null) => void
  onChange: (next: TemplateDefinition, about: string | null) => void
}) {
  const { t } = useTranslation()
  const { definition, selection, onSelect } = props
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: DRAG_PX } }),
    useSensor(KeyboardSensor, { coordinateGetter: nextTarget }),
  )
  const words = {
    text: t('content.newText'),
    button: t('content.newButton'),
    shop: t('content.newLink'),
    coupon: t('content.newCoupon'),
  }
  const change = (next: TemplateDefinition) => props.onChange(next, null)

  /** A block of its own, as the palette means it. */
  function made(from: Dragged): Block | null {
    if (from.kind === 'new') return newBlock(from.type, words, newId)
    if (from.kind !== 'shared') return null
    return { ...freshBlock(from.block, newId), universal_id: from.sharedId }
  }

  function putBlock(block: Block, target: Target) {
    change(
      target.kind === 'gap'
        ? insertSection(definition, target.index, newSection('1-column-full-width', newId, [block]))
        : insertBlock(definition, target, block),
    )
    onSelect({ kind: 'block', id: block.id ?? '' })
  }

  function putSection(section: ReturnType<typeof newSection>, index: number) {
    change(insertSection(definition, index, section))
    onSelect({ kind: 'section', id: section.id ?? '' })
  }

  /** After what is selected, or at the end. */
  function add(from: Dragged) {
    const found = selection?.kind === 'block' ? findBlock(definition, selection.id) : undefined
    const sections = sectionsOf(definition)
    const own = found?.section ?? (selection ? findSection(definition, selection.id) : undefined)
    const after = own ? sections.indexOf(own) + 1 : sections.length
    if (from.kind === 'layout') return putSection(newSection(from.layout, newId), after)
    const block = made(from)
    if (!block) return
    if (found?.column.id) {
      return putBlock(block, { kind: 'spot', columnId: found.column.id, index: found.at + 1 })
    }
    const last = own?.rows?.[0]?.columns?.[0] ?? columnsOf(definition).at(-1)
    if (!last?.id) return putBlock(block, { kind: 'gap', index: after })
    putBlock(block, { kind: 'spot', columnId: last.id, index: (last.blocks ?? []).length })
  }

  function drop({ active, over }: DragEndEvent) {
    setDragged(null)
    const from = draggedOf(active.data.current)
    const target = targetOf(over?.data.current)
    if (!from || !target) return
    if (from.kind === 'block') {
      change(
        target.kind === 'gap'
          ? moveBlockToSection(definition, from.id, target.index, newId)
          : moveBlock(definition, from.id, target),
      )
      onSelect({ kind: 'block', id: from.id })
      return
    }
    if (from.kind === 'section') {
      if (target.kind === 'gap') change(moveSection(definition, from.id, target.index))
      return
    }
    if (from.kind === 'layout') {
      if (target.kind === 'gap') putSection(newSection(from.layout, newId), target.index)
      return
    }
    const block = made(from)
    if (block) putBlock(block, target)
  }

  const deeds: CanvasDeeds = {
    select: onSelect,
    nudge: ({ kind, id }, by) =>
      change(kind === 'block' ? nudgeBlock(definition, id, by) : nudgeSection(definition, id, by)),
    copy: ({ kind, id }) =>
      change(
        kind === 'block' ? copyBlock(definition, id, newId) : copySection(definition, id, newId),
      ),
    remove: ({ kind, id }) => {
      change(kind === 'block' ? removeBlock(definition, id) : removeSection(definition, id))
      onSelect(null)
    },
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={nearestTarget}
      measuring={{ droppable: { strategy: MeasuringStrategy.Always } }}
      accessibility={{
        screenReaderInstructions: { draggable: t('content.dragHelp') },
        announcements: {
          onDragStart: ({ active }) =>
            t('content.dragStarted', { name: nameOf(t, active.data.current) }),
          onDragOver: ({ over }) => (over ? placeOf(t, definition, over.data.current) : ''),
          onDragEnd: ({ over }) => (over ? t('content.dragEnded') : t('content.dragCancelled')),
          onDragCancel: () => t('content.dragCancelled'),
        },
      }}
      onDragStart={({ active }) => setDragged(draggedOf(active.data.current) ?? null)}
      onDragCancel={() => setDragged(null)}
      onDragEnd={drop}
    >
      <div className="block-editor">
        <aside aria-label={t('content.palette')}>
          <BlockPalette onAdd={add} />
        </aside>
        <BlockCanvas
          definition={definition}
          selection={selection}
          width={props.width}
          isDragging={dragged !== null}
          deeds={deeds}
        />
        <aside aria-label={t('content.properties')}>
          <Properties {...props} />
        </aside>
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged ? <div className="drag-chip">{nameOf(t, { ...dragged })}</div> : null}
      </DragOverlay>
    </DndContext>
  )
}

function Properties(props: Parameters<typeof BlockEditor>[0]) {
  const { t } = useTranslation()
  const { definition, selection, onChange, onSelect } = props
  const found = selection?.kind === 'block' ? findBlock(definition, selection.id) : undefined
  const section = selection?.kind === 'section' ? findSection(definition, selection.id) : undefined
  const close = (
    <Button size="compact-xs" variant="default" onClick={() => onSelect(null)}>
      {t('content.toLooks')}
    </Button>
  )
  if (found && selection) {
    const { id } = selection
    return (
      <Panel title={t(`content.block_${found.block.type}`)} action={close}>
        <BlockPanel
          key={id}
          block={found.block}
          metricId={props.metricId}
          canWrap={canWrap(found)}
          onChange={(next, about) =>
            onChange(
              changeBlock(definition, id, () => next),
              `${id} ${about}`,
            )
          }
          onWrap={(columns) =>
            onChange(wrapInColumns(definition, id, `${columns}-columns-equal-width`, newId), null)
          }
        />
      </Panel>
    )
  }
  if (section && selection) {
    const { id } = selection
    const number = sectionsOf(definition).indexOf(section) + 1
    return (
      <Panel title={t('content.sectionNumber', { number })} action={close}>
        <SectionPanel
          key={id}
          section={section}
          onChange={(next, about) =>
            onChange(
              changeSection(definition, id, () => next),
              `${id} ${about}`,
            )
          }
          onLayout={(rowId, layout) =>
            onChange(changeLayout(definition, rowId, layout, newId), null)
          }
        />
      </Panel>
    )
  }
  return (
    <Panel title={t('content.looks')}>
      <LooksPanel definition={definition} onChange={onChange} />
    </Panel>
  )
}

function nameOf(t: TFunction, data: Record<string, unknown> | undefined): string {
  const dragged = draggedOf(data)
  switch (dragged?.kind) {
    case 'new':
      return t(`content.block_${dragged.type}`)
    case 'block':
    case 'shared':
      return t(`content.block_${dragged.block.type}`)
    case 'layout':
      return t('content.columnCount', { count: Number(dragged.layout[0]) })
    case 'section':
      return t('content.section')
    case undefined:
      return ''
  }
}

/** Where it would be dropped, for those who hear it. */
function placeOf(
  t: TFunction,
  definition: TemplateDefinition,
  data: Record<string, unknown> | undefined,
): string {
  const target = targetOf(data)
  if (!target) return ''
  if (target.kind === 'gap') return t('content.overGap', { number: target.index + 1 })
  const columns = columnsOf(definition)
  const column = columns.findIndex(({ id }) => id === target.columnId) + 1
  return t('content.overSpot', { column, number: target.index + 1 })
}
