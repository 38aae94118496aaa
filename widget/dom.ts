type Child = Node | string | null | undefined | false
type Handler = (event: Event) => void

interface Options {
  class?: string
  text?: string
  /** Set as they are: never `style` or an `on…` handler. */
  attributes?: Record<string, string | null | undefined>
  on?: Record<string, Handler>
}

/** An element. Text only ever becomes text: nothing here parses markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: Options = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (options.class) made.className = options.class
  if (options.text !== undefined) made.textContent = options.text
  for (const [key, value] of Object.entries(options.attributes ?? {})) {
    if (value !== null && value !== undefined) made.setAttribute(key, value)
  }
  for (const [type, handler] of Object.entries(options.on ?? {})) {
    made.addEventListener(type, handler)
  }
  made.append(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  )
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

/** An icon of strokes on a 24 × 24 grid. Decoration: whoever uses it names the button. */
export function icon(...paths: string[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  for (const [key, value] of Object.entries({
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.8',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(key, value)
  }
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}

export const ICONS = {
  chat: () =>
    icon('M4 11.5a7.5 7 0 0 1 7.5-7h1a7.5 7 0 0 1 0 14H8l-4 2.5z', 'M8.5 10h7', 'M8.5 13.5h4.5'),
  close: () => icon('M6 6l12 12', 'M18 6L6 18'),
  down: () => icon('M6 9.5l6 6 6-6'),
  send: () => icon('M12 19V5', 'M5.5 11.5L12 5l6.5 6.5'),
  retry: () => icon('M19 12a7 7 0 1 1-2.1-5', 'M19 4v4h-4'),
  bag: () => icon('M6 8h12l1 12H5z', 'M9 8V7a3 3 0 0 1 6 0v1'),
}
