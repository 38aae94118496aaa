import type { Kept } from './members.sql.ts'
import type { Difference, Finding } from './segment.ts'

/** What has to be written to make what is kept what was found; undefined: nothing. */
export function differenceOf(finding: Finding, kept: Kept | undefined): Difference | undefined {
  const isMember = kept?.isMember ?? false
  const kind = finding.matches === isMember ? null : finding.matches ? 'joined' : 'left'
  const flip = changeOfFlip(finding, kept?.flipAt ?? null)
  return kind || flip ? { ...finding, kind, flip } : undefined
}

/** A look that comes too early finds the next one: most events need not move it. */
function changeOfFlip({ nextFlip, at }: Finding, kept: Date | null): Difference['flip'] {
  if (!nextFlip) return kept ? 'end' : null
  return !kept || nextFlip < kept || kept <= at ? 'set' : null
}
