import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import { METRIC_NAME_LENGTH_MAX } from './events.ts'
import type { FilterFields } from './filter.ts'
import { CurrencyCode, InstantOut, TimeZone } from './values.ts'

/** Largest file, and the largest piece it is uploaded in. */
export const IMPORT_BYTES_MAX = 500 * 1024 * 1024
export const IMPORT_PART_BYTES_MAX = 4 * 1024 * 1024
export const IMPORT_PARTS_MAX = 1_000
export const IMPORT_COLUMNS_MAX = 400
export const COLUMN_NAME_LENGTH_MAX = 500
/** Lines of one order; a longer order is refused. */
export const ORDER_LINES_MAX = 2_000
export const SAMPLE_ROWS = 20
export const PREVIEW_ROWS = 200

export const IMPORT_KINDS = ['profiles', 'events', 'orders'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]
export const IMPORT_FORMATS = ['csv', 'jsonl'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]
export const IMPORT_ENCODINGS = ['auto', 'utf-8', 'windows-1252'] as const
export const IMPORT_DELIMITERS = ['auto', ',', ';', '\t', '|'] as const
/**
 * `draft` takes content and mapping; `queued` and `running` work; `failed` says why in `error`.
 * Starting a cancelled or failed import goes on where it stopped; a complete one is read again.
 */
export const IMPORT_STATUSES = [
  'draft',
  'queued',
  'running',
  'complete',
  'cancelled',
  'failed',
] as const
export type ImportStatus = (typeof IMPORT_STATUSES)[number]

// The mapping language: what the columns of a file mean. A column is named by its header; a second
// column with the same header is `Header (2)`; without headers `Column 1`, `Column 2`, …; in JSON
// Lines a nested value is named by its path with dots.
const Column = z.string().min(1).max(COLUMN_NAME_LENGTH_MAX)

/**
 * `iso`, `unix` (seconds), `unix-ms`, or tokens: YYYY YY MM M DD D HH H hh h mm m ss s A (AM/PM)
 * MMM (Jan) Z (+02:00); everything else stands for itself.
 */
const TimeFormat = z.string().min(1).max(60)

/** A column with a time. `zone` holds for times that do not carry one themselves. */
export const MappedTime = z.strictObject({
  column: Column,
  format: TimeFormat.default('iso'),
  zone: TimeZone.default('UTC'),
})
export type MappedTime = z.output<typeof MappedTime>

/** `point`: 1,234.56. `comma`: 1.234,56. */
export const NumberStyle = z.enum(['point', 'comma'])
export type NumberStyle = z.output<typeof NumberStyle>

export const PROPERTY_TYPES = ['text', 'number', 'boolean', 'date', 'list', 'json'] as const

export const MappedProperty = z.strictObject({
  column: Column,
  name: z.string().min(1).max(500),
  type: z.enum(PROPERTY_TYPES).default('text'),
  /** For dates. */
  format: TimeFormat.default('iso'),
  zone: TimeZone.default('UTC'),
  /** For lists. */
  separator: z.string().min(1).max(5).default(','),
})
export type MappedProperty = z.output<typeof MappedProperty>

const MappedProperties = z.array(MappedProperty).max(IMPORT_COLUMNS_MAX).default([])

const MappedIdentifiers = z
  .strictObject({
    email: Column.optional(),
    phone_number: Column.optional(),
    external_id: Column.optional(),
    anonymous_id: Column.optional(),
  })
  .refine((given) => Object.values(given).some((column) => column !== undefined), {
    error: 'must name a column for at least one of email, phone_number, external_id, anonymous_id',
  })

export const PROFILE_FIELDS = [
  'first_name',
  'last_name',
  'organization',
  'title',
  'locale',
  'image',
] as const
export const LOCATION_FIELDS = [
  'address1',
  'address2',
  'city',
  'region',
  'zip',
  'country',
  'timezone',
  'latitude',
  'longitude',
  'ip',
] as const

/** Whom a row is about, and what it says about them. */
export const MappedProfile = z.strictObject({
  identifiers: MappedIdentifiers,
  fields: z.partialRecord(z.enum(PROFILE_FIELDS), Column).default({}),
  location: z.partialRecord(z.enum(LOCATION_FIELDS), Column).default({}),
  properties: MappedProperties,
})
export type MappedProfile = z.output<typeof MappedProfile>

const numbers = NumberStyle.default('point')
const MetricName = z.string().min(1).max(METRIC_NAME_LENGTH_MAX)

const FixedOrColumn = <T extends z.ZodType>(fixed: T) =>
  z.union([z.strictObject({ fixed }), z.strictObject({ column: Column })])

/** One profile a row. A property named `$first_name`, `$city`, … fills that field. */
export const ProfileMapping = z.strictObject({
  kind: z.literal('profiles'),
  numbers,
  profile: MappedProfile,
})
export type ProfileMapping = z.output<typeof ProfileMapping>

/** One event a row. */
export const EventMapping = z.strictObject({
  kind: z.literal('events'),
  numbers,
  metric: FixedOrColumn(MetricName),
  profile: MappedProfile,
  time: MappedTime,
  /** Without one, equal rows are one event. `{InvoiceNo}-{Line}` in a template are columns. */
  unique_id: z
    .union([
      z.strictObject({ column: Column }),
      z.strictObject({ template: z.string().min(1).max(500) }),
    ])
    .nullable()
    .default(null),
  value: Column.nullable().default(null),
  currency: FixedOrColumn(CurrencyCode).nullable().default(null),
  properties: MappedProperties,
})
export type EventMapping = z.output<typeof EventMapping>

/** One order line a row; lines with one order id are one order, wherever they are in the file. */
export const OrderMapping = z.strictObject({
  kind: z.literal('orders'),
  numbers,
  order_id: Column,
  /** Orders of which a line says so are recorded as cancelled, with the amount as a positive value. */
  cancelled_when: z
    .union([
      z.strictObject({ column: Column, starts_with: z.string().min(1).max(100) }),
      z.strictObject({ column: Column, equals: z.string().min(1).max(100) }),
    ])
    .nullable()
    .default(null),
  profile: MappedProfile,
  /** The time of an order is that of its earliest line. */
  time: MappedTime,
  currency: FixedOrColumn(CurrencyCode).nullable().default(null),
  item: z.strictObject({
    sku: Column,
    product_id: Column.nullable().default(null),
    name: Column.nullable().default(null),
    quantity: Column,
    unit_price: Column,
    properties: MappedProperties,
  }),
  /** Column with the total of the whole order; otherwise the sum of quantity × unit price. */
  order_value: Column.nullable().default(null),
  /** Properties of the order, from its first line. */
  properties: MappedProperties,
  metrics: z
    .strictObject({
      placed: MetricName.default('Placed Order'),
      cancelled: MetricName.default('Cancelled Order'),
      /** One event for each line of a placed order; null records none. */
      ordered_product: MetricName.nullable().default('Ordered Product'),
    })
    .default({
      placed: 'Placed Order',
      cancelled: 'Cancelled Order',
      ordered_product: 'Ordered Product',
    }),
})
export type OrderMapping = z.output<typeof OrderMapping>

export const Mapping = z.discriminatedUnion('kind', [ProfileMapping, EventMapping, OrderMapping])
export type Mapping = z.output<typeof Mapping>

export const Import = resourceType({
  type: 'import',
  self: '/api/x/imports/{id}/',
  attributes: z.object({
    kind: z.enum(IMPORT_KINDS),
    format: z.enum(IMPORT_FORMATS),
    file_name: z.string(),
    encoding: z.enum(IMPORT_ENCODINGS),
    delimiter: z.enum(IMPORT_DELIMITERS),
    has_header: z.boolean(),
    status: z.enum(IMPORT_STATUSES),
    /** Null: not mapped yet, or JSON Lines in the shape of the API. */
    mapping: Mapping.nullable(),
    /** `read` while rows are read, `record` while the orders gathered from them are recorded. */
    phase: z.enum(['read', 'record']),
    /** From 0 to 1. */
    progress: z.number(),
    parts: z.int(),
    bytes_total: z.int(),
    bytes_read: z.int(),
    rows_read: z.int(),
    rows_refused: z.int(),
    /** Why rows were refused → how many. */
    refused_by_code: z.record(z.string(), z.int()),
    /** Events that are new, or profiles created or changed. */
    recorded: z.int(),
    /** New events by metric. */
    recorded_by_metric: z.record(z.string(), z.int()),
    /** Events that were there before, or profiles that nothing changed. */
    already_known: z.int(),
    profiles_created: z.int(),
    profiles_changed: z.int(),
    error: z.string().nullable(),
    /** The list that the people of the file are put on; null: none, or it is gone. */
    list_id: z.string().nullable(),
    created_by: z.string(),
    created_at: InstantOut,
    started_at: InstantOut.nullable(),
    finished_at: InstantOut.nullable(),
    /** When the uploaded content is forgotten; the numbers and refused rows stay. */
    content_expires_at: InstantOut,
  }),
})

/** The beginning of a file, as it was understood, and what it looks like. */
export const ImportSample = resourceType({
  type: 'import-sample',
  self: '/api/x/imports/{id}/sample/',
  attributes: z.object({
    encoding: z.enum(IMPORT_ENCODINGS),
    delimiter: z.enum(IMPORT_DELIMITERS),
    columns: z.array(
      z.object({
        name: z.string(),
        /** What its values look like. */
        type: z.enum(['empty', ...PROPERTY_TYPES]),
        /** For dates; the first of the formats that fit all values of the sample. */
        time_format: z.string().nullable(),
        /** All formats that fit: more than one means that day and month cannot be told apart. */
        time_formats: z.array(z.string()),
        examples: z.array(z.string()),
      }),
    ),
    rows: z.array(z.object({ row_number: z.int(), cells: z.array(z.string()) })),
    suggested_mapping: Mapping.nullable(),
    /** JSON Lines whose rows are events or profiles as the API takes them: needs no mapping. */
    is_api_shape: z.boolean(),
    notes: z.array(z.string()),
  }),
})

const PreviewProfile = z.object({
  email: z.string().nullable(),
  phone_number: z.string().nullable(),
  external_id: z.string().nullable(),
  anonymous_id: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()),
  location: z.record(z.string(), z.unknown()),
  properties: z.record(z.string(), z.unknown()),
})

/** What the first rows would become. Nothing is stored. */
export const ImportPreview = resourceType({
  type: 'import-preview',
  self: '/api/x/imports/{id}/preview/',
  attributes: z.object({
    rows_read: z.int(),
    profiles: z.array(z.object({ row_number: z.int(), profile: PreviewProfile })),
    events: z.array(
      z.object({
        row_numbers: z.array(z.int()),
        metric: z.string(),
        time: InstantOut,
        unique_id: z.string(),
        value: z.number().nullable(),
        currency: z.string().nullable(),
        /** Recorded as history: starts no flow. */
        is_backfill: z.boolean(),
        profile: PreviewProfile,
        properties: z.record(z.string(), z.unknown()),
      }),
    ),
    refused: z.array(
      z.object({
        row_number: z.int(),
        code: z.string(),
        reason: z.string(),
        fix: z.string(),
        cells: z.array(z.string()),
      }),
    ),
  }),
})

export const ImportRefusedRow = resourceType({
  type: 'import-refused-row',
  self: '/api/x/imports/{id}/refusals/',
  attributes: z.object({
    row_number: z.int(),
    code: z.string(),
    reason: z.string(),
    fix: z.string(),
    cells: z.array(z.string()),
  }),
})

const IMPORT_FILTERS = {
  status: { type: 'enum', values: IMPORT_STATUSES, operators: ['equals', 'any'] },
  kind: { type: 'enum', values: IMPORT_KINDS, operators: ['equals', 'any'] },
} as const satisfies FilterFields

const writableAttributes = {
  file_name: z.string().min(1).max(255),
  encoding: z.enum(IMPORT_ENCODINGS),
  delimiter: z.enum(IMPORT_DELIMITERS),
  has_header: z.boolean(),
  mapping: Mapping.nullable(),
}

export const createImport = endpoint({
  id: 'createImport',
  method: 'POST',
  path: '/api/x/imports',
  tag: 'Imports',
  summary: 'Begin an import. Upload its content in parts, map its columns, then start it.',
  access: 'imports:write',
  body: document(
    z.strictObject({
      type: z.literal('import'),
      attributes: z.strictObject({
        kind: z.enum(IMPORT_KINDS),
        format: z.enum(IMPORT_FORMATS).default('csv'),
        file_name: writableAttributes.file_name,
        encoding: writableAttributes.encoding.default('auto'),
        delimiter: writableAttributes.delimiter.default('auto'),
        has_header: writableAttributes.has_header.default(true),
        mapping: writableAttributes.mapping.default(null),
        /** Of profiles: a list to put them on. Consent is another fact and stays as it is. */
        list_id: z.string().max(64).nullable().default(null),
      }),
    }),
  ),
  reply: { status: 201, one: Import },
  rate: 'M',
})

export const uploadImportPart = endpoint({
  id: 'uploadImportPart',
  method: 'POST',
  path: '/api/x/imports/{id}/parts',
  tag: 'Imports',
  summary:
    'Upload one part of the content, as raw bytes. Parts are numbered from 1; sending a number again replaces that part.',
  access: 'imports:write',
  query: z.object({ part: z.coerce.number().int().min(1).max(IMPORT_PARTS_MAX) }),
  rawBody: true,
  body: z.instanceof(Uint8Array),
  bodyBytesMax: IMPORT_PART_BYTES_MAX,
  reply: { status: 200, one: Import },
  rate: 'L',
})

export const getImportSample = endpoint({
  id: 'getImportSample',
  method: 'GET',
  path: '/api/x/imports/{id}/sample',
  tag: 'Imports',
  summary: `The columns, the first ${SAMPLE_ROWS} rows and a suggested mapping.`,
  access: 'imports:read',
  reply: { status: 200, one: ImportSample },
  rate: 'M',
})

export const updateImport = endpoint({
  id: 'updateImport',
  method: 'PATCH',
  path: '/api/x/imports/{id}',
  tag: 'Imports',
  summary:
    'Change the mapping or how the file is read; only while it is not running. What was imported stays; the file is read from its beginning at the next start.',
  access: 'imports:write',
  body: document(
    z.strictObject({
      type: z.literal('import'),
      id: z.string().max(200),
      attributes: z.strictObject(writableAttributes).partial(),
    }),
  ),
  reply: { status: 200, one: Import },
  rate: 'M',
})

export const previewImport = endpoint({
  id: 'previewImport',
  method: 'POST',
  path: '/api/x/imports/{id}/preview',
  tag: 'Imports',
  summary: `What the first ${PREVIEW_ROWS} rows would become, and which would be refused. Nothing is stored. With a mapping in the request, that one is tried instead of the stored one.`,
  access: 'imports:read',
  body: document(
    z.strictObject({
      type: z.literal('import-preview'),
      attributes: z.strictObject({ mapping: Mapping.nullish() }).default({}),
    }),
  ),
  reply: { status: 200, one: ImportPreview },
  rate: 'M',
})

export const startImport = endpoint({
  id: 'startImport',
  method: 'POST',
  path: '/api/x/imports/{id}/start',
  tag: 'Imports',
  summary:
    'Start, or go on after a cancel or failure. A complete import is read again, which changes nothing unless the mapping did.',
  access: 'imports:write',
  reply: { status: 202, one: Import },
  rate: 'M',
})

export const cancelImport = endpoint({
  id: 'cancelImport',
  method: 'POST',
  path: '/api/x/imports/{id}/cancel',
  tag: 'Imports',
  summary: 'Stop after the current batch. What was recorded stays.',
  access: 'imports:write',
  reply: { status: 200, one: Import },
  rate: 'M',
})

export const getImports = endpoint({
  id: 'getImports',
  method: 'GET',
  path: '/api/x/imports',
  tag: 'Imports',
  summary: 'Imports, newest first.',
  access: 'imports:read',
  filter: IMPORT_FILTERS,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Import },
  rate: 'L',
})

export const getImport = endpoint({
  id: 'getImport',
  method: 'GET',
  path: '/api/x/imports/{id}',
  tag: 'Imports',
  summary: 'One import with its progress.',
  access: 'imports:read',
  reply: { status: 200, one: Import },
  rate: 'XL',
})

export const getImportRefusals = endpoint({
  id: 'getImportRefusals',
  method: 'GET',
  path: '/api/x/imports/{id}/refusals',
  tag: 'Imports',
  summary: 'The refused rows in the order of the file, each with its reason and what to do.',
  access: 'imports:read',
  page: { default: 50, max: 100 },
  reply: { status: 200, many: ImportRefusedRow },
  rate: 'L',
})

export const getImportRefusedRows = endpoint({
  id: 'getImportRefusedRows',
  method: 'GET',
  path: '/api/x/imports/{id}/refused-rows',
  tag: 'Imports',
  summary: 'All refused rows as a CSV file: row number, reason, fix, and the original columns.',
  access: 'imports:read',
  reply: { status: 200, file: 'text/csv' },
  rate: 'M',
})

export const deleteImport = endpoint({
  id: 'deleteImport',
  method: 'DELETE',
  path: '/api/x/imports/{id}',
  tag: 'Imports',
  summary: 'Delete an import with its content and report. What it recorded stays.',
  access: 'imports:write',
  reply: { status: 204 },
  rate: 'M',
})
