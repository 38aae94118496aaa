import { z } from 'zod'
import { SOCIAL_LINKS } from './blocks.ts'
import { document, endpoint, resourceType } from './endpoint.ts'

/** Ours: the looks that new templates begin with. Sender and postal address are the account's. */

const URL_CHARACTERS_MAX = 4_000
const SOCIAL_MAX = 20

const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #aa3344')
const WebUrl = z
  .string()
  .max(URL_CHARACTERS_MAX)
  .regex(/^https?:\/\/\S+$/i, 'must be an address that begins with https://')

const Colors = z.strictObject({
  background: Color,
  content: Color,
  text: Color,
  heading: Color,
  link: Color,
  button: Color,
  button_text: Color,
})

const FontFamily = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\p{L}0-9 ,'"_-]+$/u, 'must be names of fonts, separated by commas')

const Social = z
  .array(z.strictObject({ network: z.enum(SOCIAL_LINKS), url: WebUrl }))
  .max(SOCIAL_MAX)

/** As stored: any part may be absent. */
export const StoredBrand = z.object({
  logo_url: WebUrl.nullable().default(null),
  logo_width: z.int().min(20).max(600).default(160),
  font_family: FontFamily.default('Arial, Helvetica, sans-serif'),
  border_radius: z.int().min(0).max(100).default(4),
  colors: z
    .object({
      background: Color.default('#f4f4f4'),
      content: Color.default('#ffffff'),
      text: Color.default('#222222'),
      heading: Color.default('#111111'),
      link: Color.default('#1f5fbf'),
      button: Color.default('#222222'),
      button_text: Color.default('#ffffff'),
    })
    .prefault({}),
  social: Social.default([]),
})
export type Brand = z.output<typeof StoredBrand>

export const BrandSettings = resourceType({
  type: 'brand-settings',
  self: '/api/x/brand-settings/',
  attributes: z.object({
    logo_url: z.string().nullable(),
    logo_width: z.int(),
    font_family: z.string(),
    border_radius: z.int(),
    colors: z.object({
      background: z.string(),
      content: z.string(),
      text: z.string(),
      heading: z.string(),
      link: z.string(),
      button: z.string(),
      button_text: z.string(),
    }),
    social: z.array(z.object({ network: z.enum(SOCIAL_LINKS), url: z.string() })),
  }),
})

export const getBrandSettings = endpoint({
  id: 'getBrandSettings',
  method: 'GET',
  path: '/api/x/brand-settings',
  tag: 'Templates',
  summary: 'The looks that new templates begin with.',
  access: 'templates:read',
  reply: { status: 200, one: BrandSettings },
  rate: 'L',
})

export const updateBrandSettings = endpoint({
  id: 'updateBrandSettings',
  method: 'PATCH',
  path: '/api/x/brand-settings',
  tag: 'Templates',
  summary: 'Change the looks that new templates begin with. Templates that exist stay as they are.',
  access: 'templates:write',
  body: document(
    z.strictObject({
      type: z.literal('brand-settings'),
      attributes: z.strictObject({
        logo_url: WebUrl.nullish(),
        logo_width: StoredBrand.shape.logo_width.unwrap().optional(),
        font_family: FontFamily.optional(),
        border_radius: StoredBrand.shape.border_radius.unwrap().optional(),
        colors: Colors.partial().optional(),
        social: Social.optional(),
      }),
    }),
  ),
  reply: { status: 200, one: BrandSettings },
  rate: 'M',
})
