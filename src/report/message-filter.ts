import { FilterError, type FilterFields, type FilterTerm, parseFilter } from '../contract/filter.ts'
import { invalid } from '../platform/problem.ts'

/** Values of one list in a filter. Source: the public API. */
const LIST_MAX = 100

const CHANNELS = ['email', 'sms', 'push-notification', 'whatsapp']

const text = { type: 'string', operators: ['equals', 'contains-any'] } as const
const tag = { type: 'string', operators: ['contains-any', 'contains-all'] } as const
const both = {
  send_channel: { type: 'enum', values: CHANNELS, operators: ['equals', 'contains-any'] },
  text_message_format: text,
  variation: text,
  variation_name: text,
  tag_id: tag,
  tag_name: tag,
} as const

const FIELDS: Record<'campaign' | 'flow' | 'all', FilterFields> = {
  campaign: { ...both, campaign_id: text, campaign_message_id: text, campaign_message_name: text },
  flow: {
    ...both,
    flow_id: text,
    flow_name: text,
    flow_message_id: text,
    flow_message_name: text,
  },
  all: { send_channel: both.send_channel, email_domain: text },
}

/** What a field has to be: one of the values, or, of tags, all of them at once. */
export interface ReportTest {
  values: readonly string[]
  needsAll: boolean
}

/**
 * The tests of a filter of a report, by field.
 * @throws Problem 400 for anything but AND, one test for each field, not more than 100 values
 */
export function readReportFilter(
  report: 'campaign' | 'flow' | 'all',
  filter: string | null,
  pointer = '/data/attributes/filter',
): Map<string, ReportTest> {
  if (filter === null || filter.trim() === '') return new Map()
  const terms = parsed(report, filter, pointer)
  const wanted = new Map<string, ReportTest>()
  for (const { field, operator, value } of terms) {
    if (wanted.has(field)) {
      throw invalid(pointer, `The filter tests ${field} twice.`, 'One test for each attribute.')
    }
    const values = [value].flat().map(String)
    if (values.length > LIST_MAX) {
      throw invalid(
        pointer,
        `The list for ${field} has ${values.length} values; ${LIST_MAX} are allowed.`,
        'Ask several times.',
      )
    }
    wanted.set(field, { values, needsAll: operator === 'contains-all' })
  }
  return wanted
}

function parsed(report: keyof typeof FIELDS, filter: string, pointer: string): FilterTerm[] {
  try {
    return parseFilter(filter, FIELDS[report])
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw invalid(
      pointer,
      error.message,
      `Use equals or contains-any on ${Object.keys(FIELDS[report]).join(', ')}.`,
    )
  }
}
