import { z } from 'zod'

/**
 * The blocks of a template made in the block editor: body → sections → rows → columns → blocks.
 * Objects are loose: what a program sends beside these keys is kept and given back.
 */

export const SECTIONS_MAX = 100
export const ROWS_PER_SECTION_MAX = 50
export const COLUMNS_PER_ROW_MAX = 4
export const BLOCKS_PER_COLUMN_MAX = 100
export const SUBBLOCKS_MAX = 200
/** The whole definition as JSON. */
export const DEFINITION_BYTES_MAX = 1024 * 1024
const CONTENT_CHARACTERS_MAX = 200_000
const URL_CHARACTERS_MAX = 4_000
const PIXELS_MAX = 10_000

const text = z.string().max(1_000).nullish()
const url = z.string().max(URL_CHARACTERS_MAX).nullish()
const content = z.string().max(CONTENT_CHARACTERS_MAX)
const id = z.string().max(200).nullish()
const pixels = z.int().min(-PIXELS_MAX).max(PIXELS_MAX).nullish()
const factor = z.number().min(0).max(100).nullish()
const flag = z.boolean().nullish()

export const ALIGNMENTS = ['left', 'center', 'right'] as const
export const LINE_STYLES = [
  'dashed',
  'dotted',
  'groove',
  'inset',
  'none',
  'outset',
  'ridge',
  'solid',
] as const
export const SHOW_ON = ['all', 'desktop', 'mobile'] as const
export const COLUMN_LAYOUTS = [
  '1-column-full-width',
  '2-columns-equal-width',
  '2-columns-25%-75%',
  '2-columns-33%-67%',
  '2-columns-67%-33%',
  '2-columns-75%-25%',
  '3-columns-equal-width',
  '3-columns-25%-25%-50%',
  '3-columns-25%-50%-25%',
  '3-columns-50%-25%-25%',
  '4-columns-equal-width',
] as const
export const SOCIAL_LINKS = [
  'android',
  'apple',
  'custom',
  'discord',
  'email',
  'facebook',
  'google-plus',
  'instagram',
  'linkedin',
  'pinterest',
  'rss',
  'snapchat',
  'threads',
  'tiktok',
  'twitch',
  'twitter',
  'whatsapp',
  'x-twitter',
  'yelp',
  'youtube',
] as const

const align = z.enum(ALIGNMENTS).nullish()
const lineStyle = z.enum(LINE_STYLES).nullish()
const showOn = z.enum(SHOW_ON).nullish()
const verticalAlign = z.enum(['baseline', 'bottom', 'middle', 'top']).nullish()
const direction = z.enum(['ltr', 'no-stack', 'rtl']).nullish()

/** The keys of a font with a prefix, such as `button_font_size`. */
const font = {
  font_family: text,
  font_size: pixels,
  font_style: z.enum(['italic', 'normal']).nullish(),
  font_weight: text,
  letter_spacing: pixels,
  text_decoration: text,
}
const blockPadding = {
  block_background_color: text,
  block_padding_top: pixels,
  block_padding_right: pixels,
  block_padding_bottom: pixels,
  block_padding_left: pixels,
}
const innerPadding = {
  inner_padding_top: pixels,
  inner_padding_right: pixels,
  inner_padding_bottom: pixels,
  inner_padding_left: pixels,
}
const border = { border_color: text, border_style: lineStyle, border_width: pixels }
const blockBorder = {
  block_border_color: text,
  block_border_style: lineStyle,
  block_border_width: pixels,
}
const background = {
  background_asset_id: text,
  background_format: z.enum(['auto', 'contain', 'cover', 'initial', 'repeat']).nullish(),
  background_position: text,
  background_repeat: flag,
  background_url: url,
}

/** A list in the data and the name that one of it goes by: `{% for alias in list %}`. */
const ContentRepeat = z.looseObject({
  repeat_for: z
    .string()
    .min(1)
    .max(500)
    .refine((value) => !/[{}%]/.test(value), {
      error: 'must be a variable such as event.extra.items, without braces',
    }),
  item_alias: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be a name of letters, digits and _'),
})

const check = z
  .string()
  .max(2_000)
  .refine((value) => !/[{}]|%\}/.test(value), {
    error: "must be a condition such as person.city == 'Berlin', without braces",
  })
  .nullish()

const DisplayOptions = z.looseObject({
  show_on: showOn,
  content_repeat: ContentRepeat.nullish(),
  visibility: z.looseObject({ check, definition: text, is_code_only: flag }).nullish(),
  /** The older name of `visibility.check`, as universal content has it. */
  visible_check: check,
})
export type DisplayOptions = z.output<typeof DisplayOptions>

const about = { id, data_id: id, universal_id: id, content_type: z.literal('block') }

function blockOf<const Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z.looseObject({ ...about, type: z.literal(type), data })
}

function blockWithParts<const Type extends string, Data extends z.ZodType, Part extends z.ZodType>(
  type: Type,
  data: Data,
  part: Part,
) {
  const subblocks = z.array(part).max(SUBBLOCKS_MAX).nullish()
  return z.looseObject({ ...about, type: z.literal(type), data, subblocks })
}

const TextStyles = z.looseObject({
  ...blockPadding,
  ...blockBorder,
  ...innerPadding,
  ...font,
  background_color: text,
  color: text,
  extra_css_class: text,
  line_height: factor,
  mobile_stretch_content: flag,
  text_align: align,
  text_table_layout: z.enum(['auto', 'fixed', 'inherit', 'initial']).nullish(),
})

/** `content` is HTML with variables, as it was written in the editor. */
export const TextBlock = blockOf(
  'text',
  z.looseObject({ content, display_options: DisplayOptions, styles: TextStyles }),
)

/** `content` is the label: text with variables, not HTML. */
export const ButtonBlock = blockOf(
  'button',
  z.looseObject({
    content: content.nullable(),
    properties: z.looseObject({ href: url }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...innerPadding,
      ...border,
      ...font,
      background_color: text,
      border_radius: pixels,
      color: text,
      drop_shadow_color: text,
      mobile_stretch_content: flag,
      stretch: flag,
      text_align: align,
    }),
  }),
)

export const CouponBlock = blockOf(
  'coupon',
  z.looseObject({
    content,
    properties: z.looseObject({
      coupon_id: text,
      coupon: text,
      header_enabled: flag,
      href: url,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...innerPadding,
      ...border,
      ...font,
      background_color: text,
      border_radius: pixels,
      color: text,
      header_font_family: text,
      header_font_size: pixels,
      header_padding_top: pixels,
      header_padding_right: pixels,
      header_padding_bottom: pixels,
      header_padding_left: pixels,
      mobile_stretch_content: flag,
      stretch: flag,
      text_align: align,
    }),
  }),
)

export const DropShadowBlock = blockOf(
  'drop_shadow',
  z.looseObject({
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      mobile_stretch_content: flag,
      shadow_color: z.enum(['dark', 'light', 'medium']).nullish(),
    }),
  }),
)

const imagePart = {
  alt_text: text,
  asset_id: text,
  height: pixels,
  href: url,
  max_width: pixels,
  show_on: showOn,
  src: url,
  width: pixels,
}
const HeaderPart = z.discriminatedUnion('type', [
  z.looseObject({
    id,
    type: z.literal('header_link_bar_button'),
    background_color: text,
    content: content.nullish(),
    drop_shadow_color: text,
    href: url,
    show_on: showOn,
  }),
  z.looseObject({ id, type: z.literal('header_link_bar_image'), ...imagePart }),
  z.looseObject({ id, type: z.literal('header_link_bar_logo'), ...imagePart }),
])

export const HeaderBlock = blockWithParts(
  'header',
  z.looseObject({
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...innerPadding,
      ...border,
      ...font,
      border_radius: pixels,
      color: text,
      desktop_layout: z.enum(['centered', 'inline', 'links', 'stacked']).nullish(),
      item_align: align,
      item_spacing: pixels,
      item_spacing_type: z.enum(['auto', 'manual']).nullish(),
      logo_align: align,
      logo_link_spacing: pixels,
      mobile_layout: z
        .enum(['inline', 'links', 'links-stacked', 'logo-stacked', 'stacked'])
        .nullish(),
      mobile_spacing: pixels,
      mobile_wrap: flag,
      vertical_align: verticalAlign,
    }),
  }),
  HeaderPart,
)

export const HorizontalRuleBlock = blockOf(
  'horizontal_rule',
  z.looseObject({
    display_options: DisplayOptions,
    styles: z.looseObject({ ...blockPadding, ...border, mobile_stretch_content: flag }),
  }),
)

export const HtmlBlock = blockOf(
  'html',
  z.looseObject({ content, display_options: DisplayOptions }),
)

export const ImageBlock = blockOf(
  'image',
  z.looseObject({
    properties: z.looseObject({
      dynamic: flag,
      alt_text: text,
      asset_id: text,
      href: url,
      src: url,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...blockBorder,
      ...innerPadding,
      align,
      background_color: text,
      full_width_mobile: flag,
      height: pixels,
      max_width: pixels,
      mobile_stretch_content: flag,
      width: pixels,
    }),
  }),
)

const ProductPart = z.looseObject({
  id,
  type: z.literal('product'),
  product_id: text,
  external_id: text,
  autogenerate_link: flag,
  button_text: text,
  description: content.nullish(),
  image_url: url,
  link: url,
  name: text,
  original_price: text,
  price: text,
  currency_code: text,
  title: text,
  url,
})

/** A dynamic one repeats for `feed`: a list in the data, such as `event.extra.items`. */
export const ProductBlock = blockWithParts(
  'product',
  z.looseObject({
    properties: z.looseObject({
      dynamic: flag,
      button_text: text,
      feed: text,
      feed_offset: z.int().min(0).max(1_000).nullish(),
      show_button: flag,
      show_description: flag,
      show_original_price: flag,
      show_price: flag,
      show_title: flag,
      show_title_links: flag,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      button_alignment: align,
      button_background_color: text,
      button_border_color: text,
      button_border_radius: pixels,
      button_border_style: lineStyle,
      button_border_width: pixels,
      button_font_color: text,
      button_font_family: text,
      button_font_size: pixels,
      button_font_weight: text,
      button_padding_top: pixels,
      button_padding_right: pixels,
      button_padding_bottom: pixels,
      button_padding_left: pixels,
      item_border_color: text,
      item_border_style: lineStyle,
      item_border_width: pixels,
      item_max_height: pixels,
      item_padding_top: pixels,
      item_padding_right: pixels,
      item_padding_bottom: pixels,
      item_padding_left: pixels,
      item_text_alignment: align,
      layout: z.enum(['horizontal', 'vertical-left-image', 'vertical-right-image']).nullish(),
      num_columns: z.int().min(1).max(4).nullish(),
      num_rows: z.int().min(1).max(20).nullish(),
      stack_on_mobile: flag,
      title_font_color: text,
      title_font_family: text,
      title_font_size: pixels,
      title_font_weight: text,
      price_font_color: text,
      price_font_family: text,
      price_font_size: pixels,
      price_font_weight: text,
      original_price_font_color: text,
      original_price_font_size: pixels,
      description_font_color: text,
      description_font_family: text,
      description_font_size: pixels,
    }),
  }),
  ProductPart,
)

export const ReviewBlock = blockOf(
  'review',
  z.looseObject({
    properties: z.looseObject({
      dynamic: flag,
      author: text,
      product_name: text,
      quote: content.nullish(),
      stars: z.int().min(0).max(5).nullish(),
      verified: flag,
      show_rating: flag,
      show_reviewer_name: flag,
      show_product_name: flag,
      show_verified_badge: flag,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...border,
      border_radius: pixels,
      author_align: align,
      author_color: text,
      author_font_family: text,
      author_font_size: pixels,
      quote_align: align,
      quote_color: text,
      quote_font_family: text,
      quote_font_size: pixels,
      quote_line_height: factor,
      product_name_color: text,
      star_alignment: align,
      star_color: text,
      empty_star_color: text,
      text_area_bg_color: text,
    }),
  }),
)

const SocialPart = z.discriminatedUnion('type', [
  z.looseObject({
    id,
    type: z.literal('social_link_icon'),
    custom_asset_id: text,
    custom_src: url,
    custom_size: pixels,
    label: text,
    link_type: z.enum(SOCIAL_LINKS).nullish(),
    link_url: url,
  }),
  z.looseObject({ id, type: z.literal('social_link_spacer'), width: pixels }),
])

export const SocialBlock = blockWithParts(
  'social',
  z.looseObject({
    properties: z.looseObject({ show_labels: flag }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      icon_align: align,
      icon_color: z.enum(['black', 'default', 'grey', 'white']).nullish(),
      icon_size: z.enum(['large', 'medium', 'small']).nullish(),
      icon_spacing: pixels,
      label_color: text,
      label_font_family: text,
      label_font_size: pixels,
      stack_on_mobile: flag,
    }),
  }),
  SocialPart,
)

export const SpacerBlock = blockOf(
  'spacer',
  z.looseObject({
    display_options: DisplayOptions,
    styles: z.looseObject({ background_color: text, height: pixels }),
  }),
)

const cell = {
  id,
  show_on: showOn,
  cell_text_align: align,
  table_column_width: text,
}
function textCell<const Type extends string>(type: Type) {
  const written = { content: content.nullish(), color: text }
  return z.looseObject({ ...cell, ...written, ...font, type: z.literal(type) })
}
function imageCell<const Type extends string>(type: Type) {
  const { show_on: _, max_width: __, ...picture } = imagePart
  const more = { dynamic: flag, image_width: pixels, image_align: align }
  return z.looseObject({ ...cell, ...picture, ...more, type: z.literal(type) })
}
function htmlCell<const Type extends string>(type: Type) {
  return z.looseObject({ ...cell, content: content.nullish(), type: z.literal(type) })
}
const TableText = textCell('table_text')
const TableImage = imageCell('table_image')
const TableHtml = htmlCell('table_html')
const SplitPart = z.discriminatedUnion('type', [TableText, TableImage, TableHtml])
const TablePart = z.discriminatedUnion('type', [
  TableText,
  TableImage,
  TableHtml,
  textCell('table_header'),
  textCell('table_fallback_text'),
  imageCell('table_fallback_image'),
  htmlCell('table_fallback_html'),
])
export type TablePart = z.output<typeof TablePart>

/** Two cells side by side. `column_widths` is such as `50%,50%`. */
export const SplitBlock = blockWithParts(
  'split',
  z.looseObject({
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      column_widths: text,
      mobile_stack_order: direction,
      padding_in_between: pixels,
    }),
  }),
  SplitPart,
)

/** A dynamic one repeats its row for a list, and shows its fallback cells when that is empty. */
export const TableBlock = blockWithParts(
  'table',
  z.looseObject({
    properties: z.looseObject({
      dynamic: flag,
      num_columns: z.int().min(1).max(10).nullish(),
      row_content_repeat: ContentRepeat.nullish(),
      show_headers: flag,
      show_fallback_content: flag,
      show_static_row: flag,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...blockBorder,
      cell_horizontal_border_color: text,
      cell_horizontal_border_style: lineStyle,
      cell_horizontal_border_width: pixels,
      cell_vertical_align: verticalAlign,
      cell_vertical_border_color: text,
      cell_vertical_border_style: lineStyle,
      cell_vertical_border_width: pixels,
      cell_padding_top: pixels,
      cell_padding_right: pixels,
      cell_padding_bottom: pixels,
      cell_padding_left: pixels,
      header_background_color: text,
      header_font_color: text,
      header_font_family: text,
      header_font_size: pixels,
      header_font_weight: text,
      table_background_color: text,
      table_font_color: text,
      table_font_family: text,
      table_font_size: pixels,
      table_text_align: align,
    }),
  }),
  TablePart,
)

export const VideoBlock = blockOf(
  'video',
  z.looseObject({
    properties: z.looseObject({
      alt_text: text,
      href: url,
      overlay_toggle: flag,
      raw_src: url,
      src: url,
    }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...blockPadding,
      ...innerPadding,
      ...border,
      align,
      background_color: text,
      full_width_mobile: flag,
      height: pixels,
      max_width: pixels,
      mobile_stretch_content: flag,
      width: pixels,
    }),
  }),
)

export const Block = z.discriminatedUnion('type', [
  ButtonBlock,
  CouponBlock,
  DropShadowBlock,
  HeaderBlock,
  HorizontalRuleBlock,
  HtmlBlock,
  ImageBlock,
  ProductBlock,
  ReviewBlock,
  SocialBlock,
  SpacerBlock,
  SplitBlock,
  TableBlock,
  TextBlock,
  VideoBlock,
])
export type Block = z.output<typeof Block>
export type BlockType = Block['type']
export type BlockOf<Type extends BlockType> = Extract<Block, { type: Type }>

export const Column = z.looseObject({
  id,
  data_id: id,
  data: z.looseObject({}).nullish(),
  blocks: z.array(Block).max(BLOCKS_PER_COLUMN_MAX).nullish(),
})
export type Column = z.output<typeof Column>

export const Row = z.looseObject({
  id,
  data_id: id,
  data: z.looseObject({
    styles: z.looseObject({ column_layout: z.enum(COLUMN_LAYOUTS).nullish() }),
  }),
  columns: z.array(Column).max(COLUMNS_PER_ROW_MAX).nullish(),
})
export type Row = z.output<typeof Row>

export const Section = z.looseObject({
  id,
  data_id: id,
  universal_id: id,
  content_type: z.literal('section'),
  type: z.literal('section'),
  data: z.looseObject({
    properties: z.looseObject({ is_ai_generated: flag, is_prebuilt_content: flag }),
    display_options: DisplayOptions,
    styles: z.looseObject({
      ...background,
      ...border,
      ...innerPadding,
      background_color: text,
      background_image_full_width: flag,
      column_align: verticalAlign,
      column_direction: direction,
      content_color: text,
      content_color_type: z.enum(['none', 'section', 'template']).nullish(),
      stack_on_mobile: flag,
    }),
  }),
  rows: z.array(Row).max(ROWS_PER_SECTION_MAX).nullish(),
})
export type Section = z.output<typeof Section>

const headingStyles = z.looseObject({
  ...font,
  color: text,
  line_height: factor,
  margin_bottom: pixels,
  mobile_font_size: pixels,
  mobile_line_height: factor,
  text_align: align,
})

/** The looks that a whole template shares: one of each kind. */
export const TemplateStyle = z.discriminatedUnion('style_type', [
  z.looseObject({
    id,
    style_type: z.literal('base-styles'),
    properties: z.looseObject({ currency: text, mobile_optimizations: flag }),
    styles: z.looseObject({
      ...background,
      ...border,
      ...innerPadding,
      border_radius: pixels,
      content_background_color: text,
      margin_top: pixels,
    }),
  }),
  z.looseObject({ id, style_type: z.literal('text-styles'), styles: headingStyles }),
  z.looseObject({ id, style_type: z.literal('heading-1-styles'), styles: headingStyles }),
  z.looseObject({ id, style_type: z.literal('heading-2-styles'), styles: headingStyles }),
  z.looseObject({ id, style_type: z.literal('heading-3-styles'), styles: headingStyles }),
  z.looseObject({ id, style_type: z.literal('heading-4-styles'), styles: headingStyles }),
  z.looseObject({
    id,
    style_type: z.literal('link-styles'),
    styles: z.looseObject({
      color: text,
      font_style: font.font_style,
      font_weight: text,
      text_decoration: text,
    }),
  }),
  z.looseObject({
    id,
    style_type: z.literal('mobile-styles'),
    properties: z.looseObject({ mobile_padding_override: flag }),
    styles: z.looseObject({
      mobile_block_padding_left: pixels,
      mobile_block_padding_right: pixels,
      mobile_margin: pixels,
      mobile_padding_bottom: pixels,
      mobile_padding_left: pixels,
      mobile_padding_right: pixels,
      mobile_padding_top: pixels,
    }),
  }),
])
export type TemplateStyle = z.output<typeof TemplateStyle>

export const STYLE_TYPES = [
  'base-styles',
  'text-styles',
  'heading-1-styles',
  'heading-2-styles',
  'heading-3-styles',
  'heading-4-styles',
  'link-styles',
  'mobile-styles',
] as const

export const TemplateDefinition = z
  .looseObject({
    id,
    template_id: id,
    body: z.looseObject({
      id,
      properties: z.looseObject({ id, css_class: text }),
      styles: z.looseObject({ background_color: text, width: pixels }),
      sections: z.array(Section).max(SECTIONS_MAX).nullish(),
    }),
    styles: z
      .array(TemplateStyle)
      .max(STYLE_TYPES.length)
      .refine((styles) => styles.length === 0 || isOneOfEach(styles), {
        error: `must be empty or hold exactly one of each: ${STYLE_TYPES.join(', ')}`,
      }),
  })
  .refine((value) => JSON.stringify(value).length <= DEFINITION_BYTES_MAX, {
    error: `must be at most ${DEFINITION_BYTES_MAX} bytes of JSON`,
  })
export type TemplateDefinition = z.output<typeof TemplateDefinition>

function isOneOfEach(styles: readonly { style_type: string }[]): boolean {
  return (
    styles.length === STYLE_TYPES.length &&
    STYLE_TYPES.every((type) => styles.some((style) => style.style_type === type))
  )
}
