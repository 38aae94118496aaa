import {
  type CollisionDetection,
  closestCenter,
  type KeyboardCoordinateGetter,
} from '@dnd-kit/core'
import type { Block } from '../../../src/contract/blocks.ts'
import type { ColumnLayout, Spot } from './definition.ts'
import type { PaletteType } from './new-block.ts'

/** What is dragged: from the palette, or something that is there already. */
export type Dragged =
  | { kind: 'new'; type: PaletteType }
  | { kind: 'shared'; sharedId: string; block: Block }
  | { kind: 'layout'; layout: ColumnLayout }
  | { kind: 'block'; id: string; block: Block }
  | { kind: 'section'; id: string }

/** Where it may be dropped: between blocks, or between sections. */
export type Target = ({ kind: 'spot' } & Spot) | { kind: 'gap'; index: number }

/** Further away than this, nothing is meant. */
const REACH_PX = 160

/** The gap nearest to the pointer that takes what is dragged; with the keyboard, nearest to the thing. */
export const nearestTarget: CollisionDetection = (args) => {
  const droppableContainers = args.droppableContainers.filter(({ data }) =>
    takes(data.current?.['kind'], args.active.data.current?.['kind']),
  )
  const { pointerCoordinates: pointer } = args
  if (!pointer) return closestCenter({ ...args, droppableContainers })
  const near = droppableContainers.flatMap((droppableContainer) => {
    const rect = args.droppableRects.get(droppableContainer.id)
    if (!rect) return []
    const x = Math.max(rect.left - pointer.x, 0, pointer.x - rect.right)
    const y = Math.max(rect.top - pointer.y, 0, pointer.y - rect.bottom)
    const value = Math.hypot(x, y)
    return value > REACH_PX
      ? []
      : [{ id: droppableContainer.id, data: { droppableContainer, value } }]
  })
  return near.toSorted((a, b) => a.data.value - b.data.value)
}

/** Sections and columns lie between sections; blocks lie there and between blocks. */
function takes(target: unknown, dragged: unknown): boolean {
  return target === 'gap' || (dragged !== 'section' && dragged !== 'layout')
}

const STEPS: Readonly<Record<string, 1 | -1>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
}

/** With the arrows from gap to gap, in the order in which one reads. */
export const nextTarget: KeyboardCoordinateGetter = (event, { context }) => {
  const step = STEPS[event.code]
  const { active, collisionRect, droppableContainers, droppableRects, over } = context
  if (step === undefined || !active || !collisionRect) return undefined
  event.preventDefault()
  const targets = droppableContainers
    .getEnabled()
    .filter(({ data }) => takes(data.current?.['kind'], active.data.current?.['kind']))
    .flatMap((container) => {
      const rect = droppableRects.get(container.id)
      return rect ? [{ id: container.id, rect }] : []
    })
    .toSorted((a, b) => a.rect.top - b.rect.top || a.rect.left - b.rect.left)
  const at = targets.findIndex(({ id }) => id === over?.id)
  const next = targets[Math.min(Math.max(at + step, 0), targets.length - 1)]
  if (!next) return undefined
  return {
    x: next.rect.left + next.rect.width / 2 - collisionRect.width / 2,
    y: next.rect.top + next.rect.height / 2 - collisionRect.height / 2,
  }
}

export function draggedOf(data: Record<string, unknown> | undefined): Dragged | undefined {
  return data && 'kind' in data ? (data as unknown as Dragged) : undefined
}

export function targetOf(data: Record<string, unknown> | undefined): Target | undefined {
  return data && 'kind' in data ? (data as unknown as Target) : undefined
}
