import { z } from 'zod'
import { document, endpoint, resourceType, UploadedFile } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { InstantOut } from './values.ts'

/** Largest file that is taken. Mail programs give up long before. */
export const IMAGE_BYTES_MAX = 5 * 1024 * 1024
export const IMAGES_MAX = 10_000
const NAME_CHARACTERS_MAX = 255
const URL_CHARACTERS_MAX = 4_000
/** Room for the form around the file. */
const FORM_BYTES_MAX = IMAGE_BYTES_MAX + 64 * 1024
/** A data URI is a third larger than its picture. */
const DATA_URI_CHARACTERS_MAX = Math.ceil((IMAGE_BYTES_MAX * 4) / 3) + 100

/** What is told apart by the content itself. SVG is none of them: it can run something. */
export const IMAGE_FORMATS = ['jpeg', 'png', 'gif', 'webp'] as const
export type ImageFormat = (typeof IMAGE_FORMATS)[number]

/** Widths in pixels that an image also comes in: `?w=600`. */
export const IMAGE_WIDTHS = [160, 320, 600, 1_200] as const

export const Image = resourceType({
  type: 'image',
  self: '/api/images/{id}/',
  attributes: z.object({
    name: z.string(),
    image_url: z.string(),
    format: z.enum(IMAGE_FORMATS),
    size: z.int(),
    hidden: z.boolean(),
    updated_at: InstantOut,
  }),
  additional: z.object({
    /** Ours: pixels. */
    width: z.int(),
    height: z.int(),
  }),
})

const ranges = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'] as const
const filter = {
  id: { type: 'string', operators: ['any', 'equals'] },
  updated_at: { type: 'datetime', operators: [...ranges] },
  format: { type: 'string', operators: ['any', 'equals'] },
  name: { type: 'string', operators: ['any', 'contains', 'ends-with', 'equals', 'starts-with'] },
  size: { type: 'number', operators: [...ranges] },
  hidden: { type: 'boolean', operators: ['any', 'equals'] },
} as const satisfies FilterFields

const reading = { method: 'GET', tag: 'Images', access: 'images:read', rate: 'M' } as const
const writing = { tag: 'Images', access: 'images:write', rate: 'S' } as const
const Name = z.string().trim().min(1).max(NAME_CHARACTERS_MAX)

export const getImages = endpoint({
  ...reading,
  id: 'getImages',
  path: '/api/images',
  summary: 'All images, hidden ones too.',
  filter,
  sort: ['format', 'id', 'name', 'size', 'updated_at'],
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Image },
})

export const getImage = endpoint({
  ...reading,
  id: 'getImage',
  path: '/api/images/{id}',
  summary: 'One image.',
  reply: { status: 200, one: Image },
})

export const uploadImageFromUrl = endpoint({
  ...writing,
  id: 'uploadImageFromUrl',
  method: 'POST',
  path: '/api/images',
  summary: 'Take over an image from a public address or a data URI.',
  body: document(
    z.strictObject({
      type: z.literal('image'),
      attributes: z.strictObject({
        name: Name.nullish(),
        import_from_url: z
          .string()
          .min(1)
          .max(DATA_URI_CHARACTERS_MAX)
          .refine((url) => url.startsWith('data:') || url.length <= URL_CHARACTERS_MAX, {
            error: `must be at most ${URL_CHARACTERS_MAX} characters`,
          }),
        hidden: z.boolean().nullish(),
      }),
    }),
  ),
  bodyBytesMax: DATA_URI_CHARACTERS_MAX + 10_000,
  reply: { status: 201, one: Image },
})

export const updateImage = endpoint({
  ...writing,
  id: 'updateImage',
  method: 'PATCH',
  path: '/api/images/{id}',
  summary: 'Rename an image, or hide it. Mail that shows it still does.',
  body: document(
    z.strictObject({
      type: z.literal('image'),
      id: z.string().min(1).max(64),
      attributes: z.strictObject({ name: Name.nullish(), hidden: z.boolean().nullish() }),
    }),
  ),
  reply: { status: 200, one: Image },
})

export const uploadImageFromFile = endpoint({
  ...writing,
  id: 'uploadImageFromFile',
  method: 'POST',
  path: '/api/image-upload',
  summary: `Upload an image of at most ${IMAGE_BYTES_MAX / 1024 / 1024} MB: JPEG, PNG, GIF or WebP.`,
  multipart: true,
  body: z.strictObject({
    file: z.instanceof(UploadedFile),
    name: Name.optional(),
    hidden: z.enum(['true', 'false', 'True', 'False', '1', '0', '']).optional(),
  }),
  bodyBytesMax: FORM_BYTES_MAX,
  reply: { status: 201, one: Image },
})
