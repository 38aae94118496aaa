import type { Formats } from '../../ui/format.ts'

/** A figure as it is read; a dash when there was nothing to divide by. */
export function shownFigure(
  { value, unit }: { value: number | null; unit: 'count' | 'ratio' | 'money' },
  { formats, currency }: { formats: Formats; currency: string },
): string {
  if (value === null) return '–'
  switch (unit) {
    case 'ratio':
      return formats.percent(value)
    case 'money':
      return formats.money(value, currency)
    case 'count':
      return formats.number(value)
  }
}
