/** Steps that can be taken back. Older ones are forgotten. */
export const STEPS_MAX = 100

/** What is being edited, with the way back and forth. */
export interface Editing<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** What the last step was about: the next one about the same becomes part of it. */
  about: string | null
}

export function startEditing<T>(present: T): Editing<T> {
  return { past: [], present, future: [], about: null }
}

/**
 * One step on. Typing is one step, not one for each letter.
 * @param about  what is changed, such as `label of block 7`; null for a step of its own
 */
export function edit<T>(editing: Editing<T>, next: T, about: string | null = null): Editing<T> {
  if (next === editing.present) return editing
  if (about !== null && about === editing.about) return { ...editing, present: next, future: [] }
  return {
    past: [...editing.past, editing.present].slice(-STEPS_MAX),
    present: next,
    future: [],
    about,
  }
}

export function undo<T>(editing: Editing<T>): Editing<T> {
  const present = editing.past.at(-1)
  if (present === undefined) return editing
  return {
    past: editing.past.slice(0, -1),
    present,
    future: [editing.present, ...editing.future],
    about: null,
  }
}

export function redo<T>(editing: Editing<T>): Editing<T> {
  const [present, ...future] = editing.future
  if (present === undefined) return editing
  return { past: [...editing.past, editing.present], present, future, about: null }
}
