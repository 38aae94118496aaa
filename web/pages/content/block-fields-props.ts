import type { Block } from '../../../src/contract/blocks.ts'

/** What every form of a block's fields is given. */
export interface BlockFieldsProps {
  block: Block
  metricId: string | null
  /** @param about  the field: typing in it is one step to take back */
  onChange: (next: Block, about: string) => void
}
