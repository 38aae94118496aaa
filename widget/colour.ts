type Rgb = readonly [number, number, number]

const LIGHT_SURFACE: Rgb = [255, 255, 255]
const DARK_SURFACE: Rgb = [38, 37, 34]
/** WCAG AA for text. */
const CONTRAST_MIN = 4.5
/** Saturated colours look dull on dark: they get more. */
const CONTRAST_ON_DARK_MIN = 6.5
const STEP = 0.06
const STEPS_MAX = 16

export interface BrandColours {
  brand: string
  /** Text on the brand colour. */
  onBrand: string
  /** The brand colour as text on light and on dark surfaces, as far as needed darker or lighter. */
  inkOnLight: string
  inkOnDark: string
}

/** All colours that follow from the shop's one, each readable where it is used. */
export function brandColours(hex: string): BrandColours {
  const brand = parse(hex)
  const onBrand = contrast(brand, [255, 255, 255]) >= CONTRAST_MIN ? '#ffffff' : '#16130f'
  return {
    brand: hex,
    onBrand,
    inkOnLight: format(readable(brand, LIGHT_SURFACE, [0, 0, 0], CONTRAST_MIN)),
    inkOnDark: format(readable(brand, DARK_SURFACE, [255, 255, 255], CONTRAST_ON_DARK_MIN)),
  }
}

function readable(colour: Rgb, surface: Rgb, towards: Rgb, min: number): Rgb {
  let found = colour
  for (let step = 0; step < STEPS_MAX && contrast(found, surface) < min; step += 1) {
    found = mix(found, towards, STEP)
  }
  return found
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (at: 0 | 1 | 2) => from[at] + (to[at] - from[at]) * share
  return [part(0), part(1), part(2)]
}

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.replace('#', ''), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function format(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}
