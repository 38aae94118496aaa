/** Characters of a template's source. */
export const SOURCE_CHARS_MAX = 1_000_000
/** Pieces of a template: texts, values, tags. */
export const NODES_MAX = 20_000
/** Blocks inside blocks. */
export const NESTING_MAX = 50
/** Characters of what stands between one pair of braces. */
export const EXPRESSION_CHARS_MAX = 4_000
/** Filters of one value. */
export const FILTERS_MAX = 40

/** Pieces rendered and filters applied in one rendering; each passage of a loop counts anew. */
export const STEPS_MAX = 100_000
/** Passages of all loops of one rendering together. */
export const ITERATIONS_MAX = 20_000
/** Characters and list elements that the filters and comparisons of one rendering may go through. */
export const WORK_MAX = 20_000_000
/** Characters of what comes out. Mail programs cut at some 100,000. */
export const OUTPUT_CHARS_MAX = 2_000_000
/** Catalog items that one rendering may look up. */
export const CATALOG_LOOKUPS_MAX = 100
/**
 * Milliseconds for one rendering, waiting for the catalog included. The limits above end a template
 * that loops in less than a second, alike on every machine; this one is for a host that hangs.
 */
export const RENDER_MS_MAX = 15_000

/** Templates kept compiled, and the characters of their sources together. */
export const COMPILED_MAX = 200
export const COMPILED_CHARS_MAX = 10_000_000
