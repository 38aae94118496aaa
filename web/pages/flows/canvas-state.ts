import { createContext, useContext } from 'react'
import type { FlowDefinition } from '../../../src/contract/flows.ts'
import type { StepCounts } from '../../api/flows.ts'
import type { Place } from './flow-edits.ts'
import type { NewActionType } from './new-action.ts'

export interface StepNotes {
  isRed: boolean
  notes: string[]
}

/** What the parts of a canvas share. */
export interface CanvasState {
  definition: FlowDefinition
  counts: StepCounts | undefined
  /** By step; null is the trigger. */
  notes: ReadonlyMap<string | null, StepNotes>
  /** The step whose panel is open; null for the trigger. */
  selected: string | null | undefined
  onSelect: (step: string | null) => void
  /** Of a step that is being moved: it goes to the next place that is chosen. */
  moving: string | null
  onInsert: (place: Place, type: NewActionType) => void
  onMoveTo: (place: Place) => void
  /** Why nothing can be changed. */
  refusal: string | undefined
}

export const Canvas = createContext<CanvasState | null>(null)

export function useCanvas(): CanvasState {
  const state = useContext(Canvas)
  if (!state) throw new Error('a step is drawn outside of a canvas')
  return state
}
