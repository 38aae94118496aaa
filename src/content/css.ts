/** Values of a definition as CSS. What is not a value of its kind is left out: it cannot end a rule. */

type Given<T> = T | null | undefined

const COLOR =
  /^(#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([0-9.,%\s/]{1,60}\)|hsla?\([0-9a-z.,%\s/]{1,60}\))$/i
const FONT = /^[\p{L}0-9 ,'"_-]{1,200}$/u

/** A colour, or undefined. */
export function color(value: Given<string>): string | undefined {
  const text = value?.trim()
  return text !== undefined && COLOR.test(text) ? text : undefined
}

export function pixels(value: Given<number>): string | undefined {
  return value === null || value === undefined ? undefined : `${value}px`
}

function fontFamily(value: Given<string>): string | undefined {
  const text = value?.trim()
  return text && FONT.test(text) ? text.replaceAll('"', "'") : undefined
}

function word(value: Given<string>): string | undefined {
  const text = value?.trim()
  return text && /^[a-z0-9 -]{1,40}$/i.test(text) ? text : undefined
}

/** `a: b; c: d`, without what has no value. */
export function css(rules: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(rules)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}:${value}`)
    .join(';')
}

/** A `style` attribute with a blank before it, or nothing. */
export function styleAttribute(
  ...rules: Readonly<Record<string, string | number | undefined>>[]
): string {
  const text = css(Object.assign({}, ...rules))
  return text === '' ? '' : ` style="${text}"`
}

type Rules = Record<string, string | undefined>
type Styles = Readonly<Record<string, unknown>>

/** Padding from the four keys with this prefix: `block_padding_top` and so on. */
export function paddingOf(styles: Styles, prefix: string, otherwise = 0): Rules {
  const sides = ['top', 'right', 'bottom', 'left'].map(
    (side) => numberAt(styles, `${prefix}_${side}`) ?? otherwise,
  )
  return sides.every((side) => side === 0)
    ? { padding: '0' }
    : { padding: sides.map((side) => `${Math.max(0, side)}px`).join(' ') }
}

/** A border from the three keys with this prefix, or none. */
export function borderOf(styles: Styles, prefix: string, name = 'border'): Rules {
  const width = numberAt(styles, `${prefix}_width`)
  const style = word(textAt(styles, `${prefix}_style`)) ?? 'solid'
  if (!width || width < 0 || style === 'none') return {}
  return { [name]: `${width}px ${style} ${color(textAt(styles, `${prefix}_color`)) ?? '#cccccc'}` }
}

/** The rules of a font from the keys with this prefix, such as `button_font_`; '' for plain ones. */
export function fontOf(styles: Styles, prefix = ''): Rules {
  const size = numberAt(styles, `${prefix}font_size`)
  const spacing = numberAt(styles, `${prefix}letter_spacing`)
  const height = numberAt(styles, `${prefix}line_height`)
  const paint = prefix === '' ? 'color' : `${prefix}font_color`
  return {
    color: color(textAt(styles, paint) ?? textAt(styles, `${prefix}color`)),
    'font-family': fontFamily(textAt(styles, `${prefix}font_family`)),
    'font-size': size === undefined ? undefined : `${Math.max(1, size)}px`,
    'font-style': word(textAt(styles, `${prefix}font_style`)),
    'font-weight': word(textAt(styles, `${prefix}font_weight`)),
    'letter-spacing': spacing === undefined ? undefined : `${spacing}px`,
    'line-height': height === undefined ? undefined : String(height),
    'text-decoration': word(textAt(styles, `${prefix}text_decoration`)),
  }
}

export function textAt(styles: Styles, name: string): string | undefined {
  const value = styles[name]
  return typeof value === 'string' ? value : undefined
}

export function numberAt(styles: Styles, name: string): number | undefined {
  const value = styles[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Names of classes, or undefined. */
export function classNames(value: Given<string>): string | undefined {
  const text = value?.trim()
  return text && /^[\w -]{1,200}$/.test(text) ? text : undefined
}
