/** Contrast of two colours, as the Web Content Accessibility Guidelines 2.2 count it. */

export type Rgb = readonly [number, number, number]

const NAMED: Readonly<Record<string, Rgb>> = {
  black: [0, 0, 0],
  white: [255, 255, 255],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  silver: [192, 192, 192],
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  navy: [0, 0, 128],
  yellow: [255, 255, 0],
  orange: [255, 165, 0],
  purple: [128, 0, 128],
  maroon: [128, 0, 0],
  teal: [0, 128, 128],
  olive: [128, 128, 0],
  aqua: [0, 255, 255],
  lime: [0, 255, 0],
  fuchsia: [255, 0, 255],
  pink: [255, 192, 203],
  lightgray: [211, 211, 211],
  lightgrey: [211, 211, 211],
  darkgray: [169, 169, 169],
  whitesmoke: [245, 245, 245],
}

/** A colour of CSS without transparency, or undefined when it is not one that can be compared. */
export function readColor(text: string): Rgb | undefined {
  const value = text.trim().toLowerCase()
  const hex = /^#([0-9a-f]{3,8})$/.exec(value)?.[1]
  if (hex) return fromHex(hex)
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(
    value,
  )
  if (!rgb) return Object.hasOwn(NAMED, value) ? NAMED[value] : undefined
  if (rgb[4] !== undefined && Number.parseFloat(rgb[4]) !== (rgb[4].endsWith('%') ? 100 : 1)) {
    return undefined
  }
  return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])]
}

function fromHex(hex: string): Rgb | undefined {
  const pairs =
    hex.length === 3
      ? Array.from(hex, (digit) => digit + digit)
      : hex.length === 6
        ? [hex.slice(0, 2), hex.slice(2, 4), hex.slice(4, 6)]
        : []
  const [red, green, blue] = pairs.map((pair) => Number.parseInt(pair, 16))
  return red === undefined || green === undefined || blue === undefined
    ? undefined
    : [red, green, blue]
}

/** From 1 (the same) to 21 (black on white). */
export function contrastRatio(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}
