import type { BlockOf } from '../contract/blocks.ts'
import { fontOf, pixels, styleAttribute } from './css.ts'
import {
  alignment,
  type BlockPlace,
  classAttribute,
  colorAt,
  linked,
  picture,
  type Rules,
  showOnClass,
  showOnRules,
  withoutEmpty,
} from './html-parts.ts'
import { linkSource, textSource } from './source-text.ts'

type HeaderPart = NonNullable<BlockOf<'header'>['subblocks']>[number]
type SocialPart = NonNullable<BlockOf<'social'>['subblocks']>[number]

const LOGO_WIDTH = 200
const ITEM_SPACING = 12

/** A logo and links beside, under or without it. */
export function headerHtml(block: BlockOf<'header'>, place: BlockPlace): string {
  const { styles } = block.data
  const parts = block.subblocks ?? []
  const isLogo = (part: HeaderPart) => part.type === 'header_link_bar_logo'
  const logos = styles.desktop_layout === 'links' ? [] : parts.filter(isLogo)
  const links = parts.filter((part) => !isLogo(part))
  const logo = row(
    logos.map((part) => headerPart(part, block, place)),
    alignment(styles.logo_align, 'center'),
    0,
  )
  const bar = row(
    links.map((part) => headerPart(part, block, place)),
    alignment(styles.item_align, 'center'),
    styles.item_spacing ?? ITEM_SPACING,
  )
  if (logo === '' || bar === '') return logo + bar
  if (styles.desktop_layout !== 'inline') {
    return `${logo}${gap(styles.logo_link_spacing ?? ITEM_SPACING)}${bar}`
  }
  return (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%">' +
    `<tr class="p-stack"><td class="p-col" valign="middle">${logo}</td>` +
    `<td class="p-col" valign="middle">${bar}</td></tr></table>`
  )
}

function gap(height: number): string {
  return `<div style="height:${height}px;line-height:${height}px;font-size:1px">&nbsp;</div>`
}

function headerPart(part: HeaderPart, block: BlockOf<'header'>, place: BlockPlace): string {
  const { styles } = block.data
  const hidden = { class: showOnClass(part.show_on), rules: showOnRules(part.show_on) }
  if (part.type === 'header_link_bar_button') {
    const rules = {
      ...place.text,
      ...withoutEmpty(fontOf(styles)),
      background: colorAt(part, 'background_color'),
      'text-decoration': styles.text_decoration ?? 'none',
      display: 'inline-block',
    }
    const label = textSource(part.content)
    if (label === '') return ''
    const link = linkSource(part.href)
      ? linked(label, part.href, rules)
      : `<span${styleAttribute(rules)}>${label}</span>`
    return cell(link, hidden)
  }
  const width = part.width && part.width > 0 ? part.width : undefined
  const otherwise = part.type === 'header_link_bar_logo' ? LOGO_WIDTH : 48
  const image = picture({
    src: part.src,
    alt: part.alt_text,
    href: part.href,
    width: Math.min(width ?? part.max_width ?? otherwise, place.width),
  })
  return image === '' ? '' : cell(image, hidden)
}

function cell(html: string, hidden: { class: string | undefined; rules: Rules }): string {
  return `<td${classAttribute(hidden.class)} valign="middle"${styleAttribute(hidden.rules)}>${html}</td>`
}

function row(cells: readonly string[], align: string, spacing: number): string {
  const shown = cells.filter((one) => one !== '')
  if (shown.length === 0) return ''
  const between = spacing > 0 ? `<td width="${spacing}" style="width:${spacing}px">&nbsp;</td>` : ''
  return (
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" align="${align}">` +
    `<tr>${shown.join(between)}</tr></table>`
  )
}

/** The names people know the networks by: their signs are trademarks, so a link says its name. */
const NETWORKS: Readonly<Record<string, string>> = {
  android: 'Android',
  apple: 'Apple',
  discord: 'Discord',
  email: 'E-mail',
  facebook: 'Facebook',
  'google-plus': 'Google',
  instagram: 'Instagram',
  linkedin: 'LinkedIn',
  pinterest: 'Pinterest',
  rss: 'RSS',
  snapchat: 'Snapchat',
  threads: 'Threads',
  tiktok: 'TikTok',
  twitch: 'Twitch',
  twitter: 'Twitter',
  whatsapp: 'WhatsApp',
  'x-twitter': 'X',
  yelp: 'Yelp',
  youtube: 'YouTube',
}

const ICON_PIXELS = { small: 24, medium: 32, large: 48 } as const

/** Links to networks: by their own picture when there is one, else by their name. */
export function socialHtml(block: BlockOf<'social'>, place: BlockPlace): string {
  const { properties, styles } = block.data
  const cells = (block.subblocks ?? []).map((part) =>
    part.type === 'social_link_spacer'
      ? `<td width="${part.width ?? ITEM_SPACING}">&nbsp;</td>`
      : socialLink(part, block, place, properties.show_labels ?? false),
  )
  return row(cells, alignment(styles.icon_align, 'center'), styles.icon_spacing ?? ITEM_SPACING)
}

function socialLink(
  part: Extract<SocialPart, { type: 'social_link_icon' }>,
  { data: { styles } }: BlockOf<'social'>,
  place: BlockPlace,
  isLabelled: boolean,
): string {
  if (linkSource(part.link_url) === undefined) return ''
  const name = part.label ?? NETWORKS[part.link_type ?? ''] ?? ''
  const size = part.custom_size ?? ICON_PIXELS[styles.icon_size ?? 'medium']
  const rules = {
    ...place.text,
    'text-align': 'center',
    'text-decoration': 'none',
    ...withoutEmpty(fontOf(styles, 'label_')),
  }
  const icon = picture({ src: part.custom_src, alt: name, href: part.link_url, width: size })
  const label = name === '' ? '' : linked(textSource(name), part.link_url, rules)
  const inside = icon === '' ? label : `${icon}${isLabelled ? label : ''}`
  return inside === ''
    ? ''
    : `<td align="center" valign="middle"${styleAttribute({ 'min-width': pixels(size) })}>${inside}</td>`
}
