/** Main, dark and light tone of each colour, and what it lies on. */
const TONES = {
  blue: ['#3f6fa8', '#2b4d78', '#8fb3dc', '#eaf1f9'],
  red: ['#b8443f', '#83302c', '#e39a94', '#fbecea'],
  green: ['#4f8059', '#365a3e', '#9cc4a3', '#ebf4ed'],
  grey: ['#7d838c', '#585d65', '#b7bcc4', '#f0f1f3'],
  black: ['#34373c', '#1d1f22', '#75797f', '#ececee'],
  white: ['#f4f1ea', '#cfc8ba', '#ffffff', '#e6e9ee'],
  beige: ['#d3bd98', '#a58f6b', '#ecdfc8', '#f8f4ec'],
  brown: ['#8a6446', '#5f4430', '#c4a184', '#f5eee8'],
  yellow: ['#dcae3c', '#a67f1e', '#f2d88d', '#fcf6e4'],
  orange: ['#d87c3a', '#a0571f', '#f0b98e', '#fcf0e6'],
  pink: ['#d58aa4', '#a45f79', '#f0c2d1', '#fbeff3'],
  purple: ['#7c6299', '#57436d', '#b7a3cd', '#f2eef6'],
} as const satisfies Record<string, readonly [string, string, string, string]>

export type DemoColour = keyof typeof TONES

function isColour(name: string): name is DemoColour {
  return Object.hasOwn(TONES, name)
}

interface Tones {
  main: string
  dark: string
  light: string
}

/** What is drawn, on a field of 200 × 200. */
const SHAPES = {
  scarf: ({ main, dark, light }: Tones) => `
    <path d="M58 48q42 30 84 0l10 24q-52 34-104 0z" fill="${main}"/>
    <path d="M112 76l28-8 12 84-30 5z" fill="${dark}"/>
    <path d="M119 100l27-5m-25 17l27-5m-25 17l27-5" stroke="${light}" stroke-width="5"/>
    <path d="M124 157l-1 10m9-12v10m8-11l1 10m8-12l2 10" stroke="${dark}" stroke-width="4"/>`,
  hat: ({ main, dark, light }: Tones) => `
    <circle cx="100" cy="48" r="15" fill="${light}"/>
    <path d="M52 128q0-74 48-74t48 74z" fill="${main}"/>
    <path d="M76 70v52m24-60v60m24-52v52" stroke="${dark}" stroke-width="3" opacity=".5"/>
    <rect x="46" y="120" width="108" height="30" rx="12" fill="${dark}"/>`,
  glove: ({ main, dark, light }: Tones) => `
    <path d="M70 158V92q0-44 34-44t34 44v66z" fill="${main}"/>
    <path d="M72 116q-30-2-28-28 2-12 14-10 12 4 14 18z" fill="${main}"/>
    <rect x="66" y="136" width="76" height="28" rx="8" fill="${dark}"/>
    <path d="M104 70l6 12 13 2-9 9 2 13-12-6-12 6 2-13-9-9 13-2z" fill="${light}"/>`,
  socks: ({ main, dark, light }: Tones) => `
    <path d="M62 40h36v66l-22 36q-14 18-30 6-12-12 2-26l14-20z" fill="${main}"/>
    <path d="M116 46h36v66l-22 36q-14 18-30 6-12-12 2-26l14-20z" fill="${dark}"/>
    <path d="M62 52h36M62 66h36m18-8h36m-36 14h36" stroke="${light}" stroke-width="6"/>`,
  sweater: ({ main, dark, light }: Tones) => `
    <path d="M72 46h56l34 22-12 58-16-6v38H66v-38l-16 6-12-58z" fill="${main}"/>
    <path d="M78 46q22 20 44 0" fill="none" stroke="${dark}" stroke-width="8"/>
    <path d="M66 92l12 12 12-12 12 12 12-12 12 12 8-8" fill="none" stroke="${light}" stroke-width="6"/>
    <rect x="64" y="148" width="72" height="12" fill="${dark}"/>`,
  slipper: ({ main, dark, light }: Tones) => `
    <path d="M36 128q0-20 26-22l60-4q42 2 44 30 0 14-16 14H50q-14 0-14-18z" fill="${dark}"/>
    <path d="M100 104q60-10 66 26-30 6-56-2-14-6-10-24z" fill="${main}"/>
    <path d="M104 108q10 8 30 4" fill="none" stroke="${light}" stroke-width="6"/>`,
  blanket: ({ main, dark, light }: Tones) => `
    <rect x="40" y="108" width="120" height="22" rx="11" fill="${dark}"/>
    <rect x="40" y="86" width="120" height="22" rx="11" fill="${main}"/>
    <rect x="40" y="64" width="120" height="22" rx="11" fill="${light}"/>
    <path d="M58 130v16m14-16v16m14-16v16m14-16v16m14-16v16m14-16v16m14-16v16" stroke="${dark}" stroke-width="4"/>`,
  mug: ({ main, dark, light }: Tones) => `
    <path d="M138 84q34-4 32 26-4 30-40 26" fill="none" stroke="${dark}" stroke-width="12"/>
    <path d="M50 66h92v66q0 24-26 24H76q-26 0-26-24z" fill="${main}"/>
    <ellipse cx="96" cy="66" rx="46" ry="10" fill="${dark}"/>
    <path d="M62 92h68" stroke="${light}" stroke-width="8"/>
    <path d="M82 48q-8-10 0-20m26 20q-8-10 0-20" fill="none" stroke="${light}" stroke-width="4"/>`,
  teapot: ({ main, dark, light }: Tones) => `
    <path d="M52 104L28 84l10-8 26 18z" fill="${dark}"/>
    <path d="M146 88q34 0 28 28-6 22-36 20" fill="none" stroke="${dark}" stroke-width="10"/>
    <ellipse cx="100" cy="114" rx="52" ry="42" fill="${main}"/>
    <ellipse cx="100" cy="76" rx="26" ry="8" fill="${dark}"/>
    <circle cx="100" cy="62" r="8" fill="${dark}"/>
    <path d="M64 112q36 18 72 0" fill="none" stroke="${light}" stroke-width="6"/>`,
  tin: ({ main, dark, light }: Tones) => `
    <rect x="58" y="58" width="84" height="96" rx="6" fill="${main}"/>
    <rect x="54" y="46" width="92" height="24" rx="6" fill="${dark}"/>
    <rect x="70" y="88" width="60" height="42" rx="4" fill="${light}"/>
    <path d="M100 122q-18-8-8-24 18 0 16 18-2 6-8 6z" fill="${dark}"/>`,
  jar: ({ main, dark, light }: Tones) => `
    <path d="M60 74h80q8 0 8 10v58q0 16-16 16H68q-16 0-16-16V84q0-10 8-10z" fill="${main}"/>
    <rect x="58" y="48" width="84" height="24" rx="6" fill="${dark}"/>
    <rect x="66" y="96" width="68" height="36" rx="6" fill="${light}"/>`,
  lamp: ({ main, dark, light }: Tones) => `
    <path d="M72 46h56l24 56H48z" fill="${main}"/>
    <path d="M60 74h80" stroke="${light}" stroke-width="5"/>
    <rect x="95" y="102" width="10" height="46" fill="${dark}"/>
    <ellipse cx="100" cy="152" rx="34" ry="9" fill="${dark}"/>`,
  candle: ({ main, dark, light }: Tones) => `
    <path d="M100 28q16 20 0 34-16-14 0-34z" fill="#e8a33d"/>
    <path d="M100 60v14" stroke="${dark}" stroke-width="4"/>
    <rect x="66" y="74" width="68" height="82" rx="8" fill="${main}"/>
    <ellipse cx="100" cy="76" rx="34" ry="8" fill="${light}"/>
    <rect x="66" y="110" width="68" height="24" fill="${dark}" opacity=".4"/>`,
  vase: ({ main, dark, light }: Tones) => `
    <path d="M86 60q-40 36-22 74 8 22 36 22t36-22q18-38-22-74z" fill="${main}"/>
    <rect x="82" y="50" width="36" height="14" rx="6" fill="${dark}"/>
    <path d="M100 50V26m0 10q-18-2-18-16 16 0 18 16zm0-4q18-2 18-16-16 0-18 16z" stroke="#4f8059" fill="#4f8059" stroke-width="3"/>
    <path d="M66 112q34 14 68 0" fill="none" stroke="${light}" stroke-width="6"/>`,
  clock: ({ main, dark, light }: Tones) => `
    <circle cx="100" cy="100" r="60" fill="${main}"/>
    <circle cx="100" cy="100" r="48" fill="${light}"/>
    <path d="M100 66v34l22 16" fill="none" stroke="${dark}" stroke-width="7" stroke-linecap="round"/>`,
  cushion: ({ main, dark, light }: Tones) => `
    <path d="M46 52q54 16 108 0-14 48 0 96-54-16-108 0 14-48 0-96z" fill="${main}"/>
    <path d="M70 74l60 52m0-52l-60 52" stroke="${light}" stroke-width="5"/>
    <circle cx="100" cy="100" r="8" fill="${dark}"/>`,
  frame: ({ main, dark, light }: Tones) => `
    <rect x="52" y="42" width="96" height="116" rx="4" fill="${main}"/>
    <rect x="66" y="56" width="68" height="88" fill="${light}"/>
    <path d="M66 144l26-36 16 18 12-14 14 32z" fill="${dark}"/>
    <circle cx="116" cy="80" r="9" fill="${main}"/>`,
  tent: ({ main, dark, light }: Tones) => `
    <path d="M100 46l72 104H28z" fill="${main}"/>
    <path d="M100 46l26 104H74z" fill="${dark}"/>
    <path d="M100 46l10 104H90z" fill="${light}"/>
    <path d="M28 150h144" stroke="${dark}" stroke-width="6"/>`,
  backpack: ({ main, dark, light }: Tones) => `
    <path d="M80 54q0-22 20-22t20 22" fill="none" stroke="${dark}" stroke-width="8"/>
    <path d="M58 150V84q0-34 42-34t42 34v66q0 10-10 10H68q-10 0-10-10z" fill="${main}"/>
    <rect x="70" y="108" width="60" height="40" rx="8" fill="${dark}"/>
    <path d="M70 122h60" stroke="${light}" stroke-width="4"/>
    <path d="M76 76h48" stroke="${light}" stroke-width="6"/>`,
  bottle: ({ main, dark, light }: Tones) => `
    <rect x="84" y="32" width="32" height="22" rx="5" fill="${dark}"/>
    <path d="M84 54h32q16 10 16 30v64q0 12-12 12H80q-12 0-12-12V84q0-20 16-30z" fill="${main}"/>
    <rect x="68" y="100" width="64" height="26" fill="${light}"/>`,
  lantern: ({ main, dark, light }: Tones) => `
    <path d="M76 52q0-24 24-24t24 24" fill="none" stroke="${dark}" stroke-width="6"/>
    <rect x="66" y="50" width="68" height="16" rx="6" fill="${dark}"/>
    <rect x="72" y="66" width="56" height="70" fill="${light}"/>
    <path d="M100 82q16 20 0 38-16-18 0-38z" fill="#e8a33d"/>
    <rect x="62" y="136" width="76" height="20" rx="6" fill="${main}"/>`,
  bear: ({ main, dark, light }: Tones) => `
    <circle cx="70" cy="58" r="16" fill="${dark}"/><circle cx="130" cy="58" r="16" fill="${dark}"/>
    <circle cx="100" cy="82" r="40" fill="${main}"/>
    <ellipse cx="100" cy="138" rx="34" ry="26" fill="${main}"/>
    <ellipse cx="100" cy="96" rx="18" ry="14" fill="${light}"/>
    <circle cx="86" cy="74" r="5" fill="#222"/><circle cx="114" cy="74" r="5" fill="#222"/>
    <ellipse cx="100" cy="90" rx="7" ry="5" fill="#222"/>`,
  blocks: ({ main, dark, light }: Tones) => `
    <rect x="44" y="104" width="52" height="52" rx="5" fill="${main}"/>
    <rect x="104" y="104" width="52" height="52" rx="5" fill="${dark}"/>
    <rect x="74" y="48" width="52" height="52" rx="5" fill="${light}"/>
    <path d="M70 144l-12-28m12 28l12-28m-20 18h16" stroke="${light}" stroke-width="5" fill="none"/>
    <circle cx="130" cy="130" r="14" fill="${light}"/>`,
  puzzle: ({ main, dark, light }: Tones) => `
    <path d="M48 60h36q-6-18 12-18t12 18h40v36q18-6 18 12t-18 12v36H48v-36q-18 6-18-12t18-12z" fill="${main}"/>
    <path d="M98 60v96M48 108h100" stroke="${light}" stroke-width="4"/>
    <circle cx="72" cy="84" r="9" fill="${dark}"/>`,
  kite: ({ main, dark, light }: Tones) => `
    <path d="M100 30l44 56-44 62-44-62z" fill="${main}"/>
    <path d="M100 30v118M56 86h88" stroke="${dark}" stroke-width="4"/>
    <path d="M100 30l44 56h-44z" fill="${light}"/>
    <path d="M100 148q20 10 4 22t8 16" fill="none" stroke="${dark}" stroke-width="4"/>`,
  train: ({ main, dark, light }: Tones) => `
    <rect x="44" y="90" width="76" height="42" rx="6" fill="${main}"/>
    <rect x="112" y="62" width="44" height="70" rx="6" fill="${dark}"/>
    <rect x="122" y="72" width="24" height="22" fill="${light}"/>
    <rect x="60" y="66" width="16" height="26" fill="${dark}"/>
    <circle cx="66" cy="142" r="15" fill="${dark}"/><circle cx="104" cy="142" r="15" fill="${dark}"/><circle cx="142" cy="142" r="15" fill="${dark}"/>`,
  book: ({ main, dark, light }: Tones) => `
    <rect x="56" y="40" width="92" height="120" rx="6" fill="${main}"/>
    <rect x="56" y="40" width="18" height="120" fill="${dark}"/>
    <rect x="86" y="62" width="48" height="8" fill="${light}"/><rect x="86" y="78" width="34" height="6" fill="${light}"/>`,
  pen: ({ main, dark, light }: Tones) => `
    <path d="M136 36l26 26-76 76-26-26z" fill="${main}"/>
    <path d="M60 112l26 26-40 16z" fill="${light}"/>
    <path d="M46 154l12-5-7-8z" fill="${dark}"/>
    <path d="M122 50l26 26" stroke="${dark}" stroke-width="6"/>`,
  card: ({ main, dark, light }: Tones) => `
    <rect x="40" y="62" width="120" height="80" rx="8" fill="${main}"/>
    <path d="M40 70l60 44 60-44" fill="none" stroke="${light}" stroke-width="6"/>
    <circle cx="100" cy="118" r="12" fill="${dark}"/>`,
  pot: ({ main, dark, light }: Tones) => `
    <path d="M100 96V56m0 18q-30 0-30-26 28 0 30 26zm0-8q30 0 30-26-28 0-30 26z" fill="#4f8059" stroke="#365a3e" stroke-width="3"/>
    <path d="M58 100h84l-12 56H70z" fill="${main}"/>
    <rect x="52" y="92" width="96" height="20" rx="5" fill="${dark}"/>
    <path d="M72 132h56" stroke="${light}" stroke-width="5"/>`,
  seeds: ({ main, dark, light }: Tones) => `
    <rect x="58" y="40" width="84" height="120" rx="4" fill="${light}"/>
    <rect x="58" y="40" width="84" height="34" fill="${main}"/>
    <circle cx="100" cy="112" r="12" fill="#e8a33d"/>
    <g fill="${dark}"><circle cx="100" cy="90" r="11"/><circle cx="100" cy="134" r="11"/><circle cx="78" cy="112" r="11"/><circle cx="122" cy="112" r="11"/></g>`,
  watering: ({ main, dark, light }: Tones) => `
    <path d="M70 72q30-30 60 0" fill="none" stroke="${dark}" stroke-width="8"/>
    <path d="M64 80h72l6 72H58z" fill="${main}"/>
    <path d="M62 118L28 84l8-8 30 28z" fill="${dark}"/>
    <path d="M66 104h70" stroke="${light}" stroke-width="6"/>`,
  birdhouse: ({ main, dark, light }: Tones) => `
    <rect x="62" y="84" width="76" height="70" fill="${main}"/>
    <path d="M100 36l56 52H44z" fill="${dark}"/>
    <circle cx="100" cy="112" r="16" fill="${light}"/>
    <path d="M100 136v14" stroke="${dark}" stroke-width="6"/>`,
  spade: ({ main, dark, light }: Tones) => `
    <rect x="94" y="34" width="12" height="74" fill="${dark}"/>
    <rect x="78" y="30" width="44" height="12" rx="6" fill="${dark}"/>
    <path d="M72 104h56v28q-8 30-28 34-20-4-28-34z" fill="${main}"/>
    <path d="M100 112v38" stroke="${light}" stroke-width="5"/>`,
  tote: ({ main, dark, light }: Tones) => `
    <path d="M76 78q0-40 24-40t24 40" fill="none" stroke="${dark}" stroke-width="8"/>
    <path d="M54 74h92l8 84H46z" fill="${main}"/>
    <path d="M84 112q16-24 32 0-16 24-32 0z" fill="${light}"/>`,
  wallet: ({ main, dark, light }: Tones) => `
    <rect x="42" y="66" width="116" height="76" rx="10" fill="${main}"/>
    <path d="M42 84h116" stroke="${dark}" stroke-width="5"/>
    <rect x="120" y="96" width="40" height="24" rx="8" fill="${dark}"/>
    <circle cx="134" cy="108" r="5" fill="${light}"/>`,
  umbrella: ({ main, dark, light }: Tones) => `
    <path d="M34 104q8-62 66-62t66 62q-16-12-33 0-16-12-33 0-16-12-33 0-16-12-33 0z" fill="${main}"/>
    <path d="M100 44v96q0 18 16 18t14-16" fill="none" stroke="${dark}" stroke-width="6"/>
    <path d="M67 104q4-44 33-60 29 16 33 60" fill="none" stroke="${light}" stroke-width="4"/>`,
  soap: ({ main, dark, light }: Tones) => `
    <rect x="44" y="84" width="112" height="60" rx="24" fill="${main}"/>
    <rect x="66" y="100" width="68" height="26" rx="12" fill="${light}"/>
    <circle cx="70" cy="62" r="12" fill="${light}"/><circle cx="96" cy="50" r="8" fill="${dark}" opacity=".4"/><circle cx="120" cy="64" r="10" fill="${light}"/>`,
  bar: ({ main, dark, light }: Tones) => `
    <rect x="48" y="56" width="104" height="92" rx="6" fill="${main}"/>
    <path d="M100 56v92M48 86h104M48 118h104" stroke="${dark}" stroke-width="5"/>
    <rect x="48" y="118" width="104" height="30" fill="${light}"/>`,
} as const satisfies Record<string, (tones: Tones) => string>

export type DemoShape = keyof typeof SHAPES

function isShape(name: string): name is DemoShape {
  return Object.hasOwn(SHAPES, name)
}

/** Where the picture of a product is, below the address of the server. */
export function demoPicturePath(shape: DemoShape, colour: DemoColour): string {
  return `/demo/pictures/${shape}-${colour}.svg`
}

/**
 * A simple picture, drawn by this code alone.
 * @param name such as `mug-blue.svg`; undefined when there is no such picture
 */
export function demoPicture(name: string): string | undefined {
  const [, shape = '', colour = ''] = /^([a-z]+)-([a-z]+)\.svg$/.exec(name) ?? []
  if (!isShape(shape) || !isColour(colour)) return undefined
  const [main, dark, light, field] = TONES[colour]
  const drawn = SHAPES[shape]({ main, dark, light }).replaceAll(/\s*\n\s*/g, '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="600" height="600"><rect width="200" height="200" fill="${field}"/><ellipse cx="100" cy="168" rx="62" ry="7" fill="${dark}" opacity=".12"/>${drawn}</svg>`
}
