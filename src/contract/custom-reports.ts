import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import { INTERVALS, MEASUREMENTS } from './metrics.ts'
import { Timeframe } from './timeframe.ts'
import { InstantOut } from './values.ts'

/** Reports that an account puts together itself, out of its metrics; kept, and mailed when asked. */

export const CUSTOM_REPORTS_MAX = 100
export const CUSTOM_REPORT_NAME_CHARACTERS_MAX = 200
export const REPORTED_METRICS_MAX = 5
export const REPORT_TESTS_MAX = 10
/** Groups of one metric, the largest first; there may be more. */
export const REPORT_GROUPS_MAX = 50
/** Points in time of one report: a month of hours, two years of days. */
export const REPORT_POINTS_MAX = 800
/** Teammates whom one report is mailed to. */
export const REPORT_RECIPIENTS_MAX = 20

const Property = z.string().min(1).max(1_000)

export const REPORT_OPERATORS = ['equals', 'contains', 'less-than', 'greater-than', 'has'] as const

/** What events must be to count. `has` asks only whether they carry the property. */
export const ReportTest = z.strictObject({
  property: Property,
  operator: z.enum(REPORT_OPERATORS),
  value: z.union([z.string().max(1_000), z.number(), z.boolean()]).nullable(),
})
export type ReportTest = z.output<typeof ReportTest>

export const CustomReportDefinition = z.strictObject({
  metrics: z
    .array(
      z.strictObject({
        metric_id: z.string().min(1).max(100),
        measurement: z.enum(MEASUREMENTS),
      }),
    )
    .min(1)
    .max(REPORTED_METRICS_MAX),
  interval: z.enum(INTERVALS),
  timeframe: Timeframe,
  /** One row for each value of this property of events. */
  group_by: Property.nullable(),
  filters: z.array(ReportTest).max(REPORT_TESTS_MAX),
  shown_as: z.enum(['line', 'bar', 'table']),
})
export type CustomReportDefinition = z.output<typeof CustomReportDefinition>

export const REPORT_RHYTHMS = ['day', 'week', 'month'] as const
export const REPORT_FORMATS = ['csv', 'pdf'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** When a report is mailed, by the clocks of the account's zone. */
export const ReportSchedule = z.strictObject({
  every: z.enum(REPORT_RHYTHMS),
  /** Of a week: Monday is 1. Of a month: its day; a shorter month has it on its last. Of days: 1. */
  on: z.int().min(1).max(31),
  hour: z.int().min(0).max(23),
  format: z.enum(REPORT_FORMATS),
  /** People who work for the account. Who no longer does gets nothing. */
  member_ids: z.array(z.guid()).min(1).max(REPORT_RECIPIENTS_MAX),
})
export type ReportSchedule = z.output<typeof ReportSchedule>

export const CustomReport = resourceType({
  type: 'custom-report',
  self: '/api/x/custom-reports/{id}/',
  attributes: z.object({
    name: z.string(),
    definition: CustomReportDefinition,
    schedule: ReportSchedule.nullable(),
    next_send_at: InstantOut.nullable(),
    last_sent_at: InstantOut.nullable(),
    /** Why it was not mailed the last time. */
    failure: z.string().nullable(),
    created: InstantOut,
    updated: InstantOut,
  }),
})

const Name = z.string().trim().min(1).max(CUSTOM_REPORT_NAME_CHARACTERS_MAX)
const common = { tag: 'Reporting', rate: 'M' } as const
const path = '/api/x/custom-reports'

export const getCustomReports = endpoint({
  ...common,
  id: 'getCustomReports',
  method: 'GET',
  path,
  summary: 'The account’s own reports, by name.',
  access: 'metrics:read',
  reply: { status: 200, many: CustomReport },
})

export const createCustomReport = endpoint({
  ...common,
  id: 'createCustomReport',
  method: 'POST',
  path,
  summary: 'Keep a report, and say whether and when it is mailed.',
  access: 'metrics:write',
  body: document(
    z.strictObject({
      type: z.literal('custom-report'),
      attributes: z.strictObject({
        name: Name,
        definition: CustomReportDefinition,
        schedule: ReportSchedule.nullish(),
      }),
    }),
  ),
  reply: { status: 201, one: CustomReport },
})

export const getCustomReport = endpoint({
  ...common,
  id: 'getCustomReport',
  method: 'GET',
  path: `${path}/{id}`,
  summary: 'One of the account’s own reports.',
  access: 'metrics:read',
  reply: { status: 200, one: CustomReport },
})

export const updateCustomReport = endpoint({
  ...common,
  id: 'updateCustomReport',
  method: 'PATCH',
  path: `${path}/{id}`,
  summary: 'Change a report or when it is mailed; a schedule of null ends the mails.',
  access: 'metrics:write',
  body: document(
    z.strictObject({
      type: z.literal('custom-report'),
      id: z.string().max(64),
      attributes: z.strictObject({
        name: Name.optional(),
        definition: CustomReportDefinition.optional(),
        schedule: ReportSchedule.nullable().optional(),
      }),
    }),
  ),
  reply: { status: 200, one: CustomReport },
})

export const deleteCustomReport = endpoint({
  ...common,
  id: 'deleteCustomReport',
  method: 'DELETE',
  path: `${path}/{id}`,
  summary: 'Throw a report away. It is no longer mailed.',
  access: 'metrics:write',
  reply: { status: 204 },
})

export const CustomReportResult = resourceType({
  type: 'custom-report-result',
  self: '/api/x/custom-report-results/',
  attributes: z.object({
    from: InstantOut,
    until: InstantOut,
    timezone: z.string(),
    dates: z.array(InstantOut),
    series: z.array(
      z.object({
        metric_id: z.string(),
        metric_name: z.string(),
        measurement: z.enum(MEASUREMENTS),
        /** The value of the property that it is grouped by; null: not grouped. */
        group: z.string().nullable(),
        /** One for each date. */
        values: z.array(z.number()),
        /** Of the whole time; null for people, who may come back in several intervals. */
        total: z.number().nullable(),
      }),
    ),
    /** There are more groups than are answered. */
    has_more_groups: z.boolean(),
  }),
})

export const runCustomReport = endpoint({
  ...common,
  id: 'runCustomReport',
  method: 'POST',
  path: '/api/x/custom-report-results',
  summary: 'The numbers of a report, kept or not, as of now.',
  access: 'metrics:read',
  body: document(
    z.strictObject({
      type: z.literal('custom-report-result'),
      attributes: z.strictObject({ definition: CustomReportDefinition }),
    }),
  ),
  reply: { status: 200, one: CustomReportResult },
})

export const exportCustomReport = endpoint({
  ...common,
  id: 'exportCustomReport',
  method: 'GET',
  path: `${path}/{id}/export`,
  summary: 'The numbers of a kept report as a CSV file, a line for each interval.',
  access: 'metrics:read',
  reply: { status: 200, file: 'text/csv' },
})

export const ReportRecipient = resourceType({
  type: 'report-recipient',
  self: '/api/x/report-recipients/{id}/',
  attributes: z.object({
    /** The email address of a person who gave no name. */
    name: z.string(),
  }),
})

export const getReportRecipients = endpoint({
  ...common,
  id: 'getReportRecipients',
  method: 'GET',
  path: '/api/x/report-recipients',
  summary:
    'Whom reports can be mailed to: the people of the account, by their names alone. Their ids go into `member_ids` of a schedule.',
  access: 'metrics:write',
  reply: { status: 200, many: ReportRecipient },
})
