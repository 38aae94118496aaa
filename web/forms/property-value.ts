export const VALUE_KINDS = ['text', 'number', 'boolean', 'json'] as const
export type ValueKind = (typeof VALUE_KINDS)[number]

export function kindOf(value: unknown): ValueKind {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return 'json'
}

export function editable(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The value that was typed, or undefined when it is not one of that kind. */
export function parsedValue(text: string, kind: ValueKind): unknown {
  switch (kind) {
    case 'text':
      return text
    case 'number': {
      const number = Number(text)
      return text.trim() !== '' && Number.isFinite(number) ? number : undefined
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'json':
      try {
        return JSON.parse(text)
      } catch {
        return undefined
      }
  }
}
