import { useQuery } from '@tanstack/react-query'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block, BlockOf } from '../../../src/contract/blocks.ts'
import { useAccount } from '../../account.ts'
import { itemsOf } from '../../api/content.ts'
import { useFormats } from '../../ui/format.ts'
import {
  contentOf,
  type Fields,
  fieldsOf,
  flagAt,
  numberAt,
  partsOf,
  textAt,
} from './block-fields.ts'
import { alignOf, blockBox, border, font, padding } from './mail-looks.ts'
import { safeHtml } from './safe-html.ts'

/** A block as the mail will show it, with its tags as they are written. */
export function CanvasBlock(props: { block: Block }) {
  return (
    <div style={blockBox(props.block)} className="canvas-body">
      <Body block={props.block} />
    </div>
  )
}

function Body({ block }: { block: Block }) {
  const { t } = useTranslation()
  const styles = fieldsOf(block, 'styles')
  const properties = fieldsOf(block, 'properties')
  switch (block.type) {
    case 'text':
      return (
        <Copy
          html={contentOf(block)}
          style={{
            ...font(styles),
            ...padding(styles, 'inner_padding'),
            ...border(styles, 'block_border'),
            ...color('background', textAt(styles, 'background_color')),
            ...(textAt(styles, 'text_align') ? { textAlign: alignOf(styles, 'text_align') } : {}),
          }}
        />
      )
    case 'html':
      return <Copy html={contentOf(block)} style={{ minHeight: '1rem' }} />
    case 'image': {
      const src = textAt(properties, 'src')
      const width = numberAt(styles, 'width')
      return (
        <Aligned to={alignOf(styles, 'align')}>
          <Picture src={src} alt={textAt(properties, 'alt_text')} style={width ? { width } : {}} />
        </Aligned>
      )
    }
    case 'button':
      return <Button label={contentOf(block)} styles={styles} />
    case 'coupon': {
      const name = textAt(properties, 'coupon')
      const look = { ...styles, border_width: 2, border_style: 'dashed', border_color: '#888888' }
      return (
        <>
          {flagAt(properties, 'header_enabled', true) ? (
            <Aligned to="center">{contentOf(block)}</Aligned>
          ) : null}
          <Button label={name || t('content.noCoupon')} styles={{ ...look, ...styles }} isBare />
        </>
      )
    }
    case 'horizontal_rule':
      return (
        <div
          style={{
            borderTop: `${numberAt(styles, 'border_width') ?? 1}px ${textAt(styles, 'border_style') || 'solid'} ${textAt(styles, 'border_color') || '#cccccc'}`,
          }}
        />
      )
    case 'spacer':
      return (
        <div
          className="canvas-space"
          style={{
            height: Math.max(0, numberAt(styles, 'height') ?? 20),
            ...color('backgroundColor', textAt(styles, 'background_color')),
          }}
        />
      )
    case 'header':
      return <Header block={block} styles={styles} />
    case 'social':
      return <Social block={block} styles={styles} />
    case 'product':
      return <Products block={block} styles={styles} properties={properties} />
    case 'drop_shadow':
    case 'review':
    case 'split':
    case 'table':
    case 'video':
      return <div className="canvas-other">{t(`content.block_${block.type}`)}</div>
  }
}

function Copy(props: { html: string; style: CSSProperties }) {
  const html = safeHtml(props.html)
  // Taken apart and cleaned just above.
  return (
    <div className="canvas-copy" style={props.style} dangerouslySetInnerHTML={{ __html: html }} />
  )
}

function Picture(props: { src: string; alt: string; style?: CSSProperties }) {
  const { t } = useTranslation()
  // An address with a tag in it is known only when the mail is sent.
  if (!props.src || props.src.includes('{')) {
    return <div className="canvas-picture">{props.src || t('content.noPicture')}</div>
  }
  return <img src={props.src} alt={props.alt} style={{ maxWidth: '100%', ...props.style }} />
}

function Button(props: { label: string; styles: Fields; isBare?: boolean; prefix?: string }) {
  const { styles, prefix = '' } = props
  const fill = textAt(styles, `${prefix}background_color`)
  const inner = prefix ? `${prefix}padding` : 'inner_padding'
  return (
    <Aligned to={alignOf(styles, prefix ? `${prefix}alignment` : 'text_align')}>
      <span
        style={{
          display: flagAt(styles, 'stretch', false) ? 'block' : 'inline-block',
          textAlign: 'center',
          background: fill || (props.isBare ? 'transparent' : '#222222'),
          color: props.isBare ? 'inherit' : '#ffffff',
          borderRadius: numberAt(styles, `${prefix}border_radius`) ?? 0,
          ...border(styles, prefix ? `${prefix}border` : 'border'),
          ...padding(styles, inner, prefix ? 10 : 12),
          ...font(styles, prefix),
        }}
      >
        {props.label}
      </span>
    </Aligned>
  )
}

function Header({ block, styles }: { block: BlockOf<'header'>; styles: Fields }) {
  const parts = partsOf(block)
  const isLogo = (part: Fields) => part['type'] === 'header_link_bar_logo'
  const logo = parts.find(isLogo)
  const links = parts.filter((part) => !isLogo(part))
  const isInline = textAt(styles, 'desktop_layout') === 'inline'
  return (
    <div className="canvas-header" data-inline={isInline || undefined}>
      {logo ? (
        <Picture
          src={textAt(logo, 'src')}
          alt={textAt(logo, 'alt_text')}
          style={{ width: numberAt(logo, 'width') ?? 200 }}
        />
      ) : null}
      <div
        className="canvas-links"
        style={{ gap: numberAt(styles, 'item_spacing') ?? 12, ...font(styles) }}
      >
        {links.map((part, at) =>
          part['type'] === 'header_link_bar_button' ? (
            // Links have no other name.
            <span key={at}>{textAt(part, 'content')}</span>
          ) : (
            <Picture
              // Links have no other name.
              key={at}
              src={textAt(part, 'src')}
              alt={textAt(part, 'alt_text')}
              style={{ width: numberAt(part, 'width') ?? 48 }}
            />
          ),
        )}
      </div>
    </div>
  )
}

function Social({ block, styles }: { block: BlockOf<'social'>; styles: Fields }) {
  return (
    <div
      className="canvas-links"
      style={{ gap: numberAt(styles, 'icon_spacing') ?? 12, ...font(styles, 'label_') }}
    >
      {partsOf(block)
        .filter((part) => part['type'] === 'social_link_icon')
        .map((part, at) => (
          // Links have no other name.
          <span key={at}>{textAt(part, 'label') || networkName(textAt(part, 'link_type'))}</span>
        ))}
    </div>
  )
}

/** `facebook` as a name: the names of networks are their words, in every language. */
export function networkName(type: string): string {
  if (type === 'x-twitter') return 'X'
  return type
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

const ITEMS_SHOWN_MAX = 24

function Products(props: { block: BlockOf<'product'>; styles: Fields; properties: Fields }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { block, styles, properties } = props
  const columns = numberAt(styles, 'num_columns') ?? 2
  const isDynamic = flagAt(properties, 'dynamic', false)
  const parts = isDynamic ? [] : partsOf(block)
  const ids = parts.map((part) => textAt(part, 'product_id')).filter(Boolean)
  const { data: items = [] } = useQuery(itemsOf(account.id, ids))
  const shown = isDynamic
    ? Array.from(
        { length: Math.min(columns * (numberAt(styles, 'num_rows') ?? 2), ITEMS_SHOWN_MAX) },
        (_, at) => ({
          title: t('content.productNumber', { number: formats.number(at + 1) }),
          image: '',
          price: '…',
        }),
      )
    : parts.map((part) => {
        const item = items.find((one) => one.id === part['product_id'])
        return {
          title:
            textAt(part, 'title') ||
            textAt(part, 'name') ||
            item?.title ||
            textAt(part, 'external_id'),
          image: textAt(part, 'image_url') || item?.image_full_url || '',
          price:
            textAt(part, 'price') ||
            (item?.price == null ? '' : formats.money(item.price, account.currency)),
        }
      })
  if (shown.length === 0) return <div className="canvas-other">{t('content.noProducts')}</div>
  return (
    <div
      className="canvas-products"
      data-stacked={flagAt(styles, 'stack_on_mobile', false) || undefined}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {shown.map((product, at) => (
        <div
          // The same product may be there twice.
          key={at}
          style={{ textAlign: alignOf(styles, 'item_text_alignment') }}
        >
          {product.image ? (
            <Picture src={product.image} alt="" />
          ) : (
            <div className="canvas-picture" data-square />
          )}
          {flagAt(properties, 'show_title', true) ? (
            <Line styles={styles} prefix="title_">
              {product.title}
            </Line>
          ) : null}
          {flagAt(properties, 'show_price', true) && product.price ? (
            <Line styles={styles} prefix="price_">
              {product.price}
            </Line>
          ) : null}
          {flagAt(properties, 'show_button', false) && textAt(properties, 'button_text') ? (
            <Button label={textAt(properties, 'button_text')} styles={styles} prefix="button_" />
          ) : null}
        </div>
      ))}
    </div>
  )
}

function Line(props: { styles: Fields; prefix: string; children: ReactNode }) {
  return (
    <div style={{ padding: '4px 0', ...font(props.styles, props.prefix) }}>{props.children}</div>
  )
}

function Aligned(props: { to: 'left' | 'center' | 'right'; children: ReactNode }) {
  return <div style={{ textAlign: props.to }}>{props.children}</div>
}

function color(name: 'background' | 'backgroundColor', value: string): CSSProperties {
  return value ? { [name]: value } : {}
}
