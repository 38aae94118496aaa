import type { Block, BlockOf, BlockType, TemplateDefinition } from '../../../src/contract/blocks.ts'
import type { NewId } from './definition.ts'

/** Blocks that the palette offers, in its order. */
export const PALETTE = [
  'text',
  'image',
  'button',
  'product',
  'header',
  'horizontal_rule',
  'social',
  'spacer',
  'coupon',
  'html',
] as const satisfies readonly BlockType[]
export type PaletteType = (typeof PALETTE)[number]

/** Where the items of a recommendation by the agent are. */
export const RECOMMENDED_FEED = 'event.extra.items'

/** What new blocks say until somebody writes something else. */
export interface BlockWords {
  text: string
  button: string
  shop: string
  coupon: string
}

const COMMON = { content_type: 'block' } as const
/** Space around most blocks, so that nothing touches the edge of the mail. */
const PADDING = {
  block_padding_top: 8,
  block_padding_right: 24,
  block_padding_bottom: 8,
  block_padding_left: 24,
} as const
/** White on it reads at 6:1. */
export const ACCENT = '#0f6b67'

/** A block as it comes from the palette. */
export function newBlock(type: PaletteType, words: BlockWords, newId: NewId): Block {
  const id = newId()
  switch (type) {
    case 'text':
      return textBlock(id, `<p>${words.text}</p>`)
    case 'image':
      return {
        ...COMMON,
        id,
        type,
        data: {
          properties: { src: '', alt_text: '', href: '' },
          display_options: { show_on: 'all' },
          styles: { ...PADDING, align: 'center', full_width_mobile: true },
        },
      }
    case 'button':
      return buttonBlock(id, words.button, '{{ organization.url }}')
    case 'product':
      return productBlock(id, RECOMMENDED_FEED, words.button)
    case 'header':
      return {
        ...COMMON,
        id,
        type,
        data: {
          display_options: { show_on: 'all' },
          styles: { ...PADDING, desktop_layout: 'stacked', item_align: 'center', item_spacing: 16 },
        },
        subblocks: [
          {
            type: 'header_link_bar_button',
            content: words.shop,
            href: '{{ organization.url }}',
          },
        ],
      }
    case 'horizontal_rule':
      return {
        ...COMMON,
        id,
        type,
        data: {
          display_options: { show_on: 'all' },
          styles: {
            ...PADDING,
            border_color: '#d0d0d0',
            border_style: 'solid',
            border_width: 1,
          },
        },
      }
    case 'social':
      return {
        ...COMMON,
        id,
        type,
        data: {
          properties: { show_labels: true },
          display_options: { show_on: 'all' },
          styles: { ...PADDING, icon_align: 'center', icon_spacing: 16 },
        },
        subblocks: [
          { type: 'social_link_icon', link_type: 'instagram', link_url: 'https://instagram.com/' },
          { type: 'social_link_icon', link_type: 'facebook', link_url: 'https://facebook.com/' },
        ],
      }
    case 'spacer':
      return {
        ...COMMON,
        id,
        type,
        data: { display_options: { show_on: 'all' }, styles: { height: 24 } },
      }
    case 'coupon':
      return {
        ...COMMON,
        id,
        type,
        data: {
          content: words.coupon,
          properties: { coupon: '', header_enabled: true },
          display_options: { show_on: 'all' },
          styles: { ...PADDING, text_align: 'center', border_radius: 6 },
        },
      }
    case 'html':
      return {
        ...COMMON,
        id,
        type,
        data: { content: '<p></p>', display_options: { show_on: 'all' } },
      }
  }
}

export function textBlock(
  id: string,
  content: string,
  styles: BlockOf<'text'>['data']['styles'] = {},
): BlockOf<'text'> {
  return {
    ...COMMON,
    id,
    type: 'text',
    data: { content, display_options: { show_on: 'all' }, styles: { ...PADDING, ...styles } },
  }
}

export function buttonBlock(id: string, content: string, href: string): BlockOf<'button'> {
  return {
    ...COMMON,
    id,
    type: 'button',
    data: {
      content,
      properties: { href },
      display_options: { show_on: 'all' },
      styles: {
        ...PADDING,
        background_color: ACCENT,
        color: '#ffffff',
        border_radius: 6,
        inner_padding_top: 12,
        inner_padding_right: 24,
        inner_padding_bottom: 12,
        inner_padding_left: 24,
        font_weight: 'bold',
        text_align: 'center',
      },
    },
  }
}

/** Products of a list in the data, such as the items of the event that caused the mail. */
export function productBlock(id: string, feed: string, buttonText: string): BlockOf<'product'> {
  return {
    ...COMMON,
    id,
    type: 'product',
    data: {
      properties: {
        dynamic: true,
        feed,
        button_text: buttonText,
        show_button: true,
        show_title: true,
        show_price: true,
        show_description: false,
      },
      display_options: { show_on: 'all' },
      styles: {
        ...PADDING,
        num_columns: 2,
        num_rows: 2,
        stack_on_mobile: true,
        item_text_alignment: 'center',
        button_background_color: ACCENT,
        button_font_color: '#ffffff',
        button_border_radius: 6,
        button_alignment: 'center',
      },
    },
    subblocks: [],
  }
}

/** A template without any section, with looks that read well. */
export function emptyDefinition(newId: NewId): TemplateDefinition {
  const heading = (size: number) => ({ font_size: size, font_weight: 'bold', color: '#1f1d1a' })
  return {
    body: {
      id: newId(),
      properties: {},
      styles: { background_color: '#f3f1ec', width: 600 },
      sections: [],
    },
    styles: [
      {
        style_type: 'base-styles',
        properties: {},
        styles: { content_background_color: '#ffffff', margin_top: 24 },
      },
      {
        style_type: 'text-styles',
        styles: {
          color: '#34312c',
          font_family: 'Arial, Helvetica, sans-serif',
          font_size: 16,
          line_height: 1.5,
        },
      },
      { style_type: 'heading-1-styles', styles: heading(28) },
      { style_type: 'heading-2-styles', styles: heading(22) },
      { style_type: 'heading-3-styles', styles: heading(18) },
      { style_type: 'heading-4-styles', styles: heading(16) },
      { style_type: 'link-styles', styles: { color: ACCENT, text_decoration: 'underline' } },
      { style_type: 'mobile-styles', properties: {}, styles: {} },
    ],
  }
}
