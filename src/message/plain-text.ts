const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '',
  euro: '€',
  copy: '©',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
}

/** The plain part of an email that has only HTML: its words in order, links after their words. */
export function plainTextOf(html: string): string {
  return decodeEntities(
    html
      .replaceAll(/<!--[\s\S]*?-->/g, '')
      .replaceAll(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
      .replaceAll(/<div style="display:none[\s\S]*?<\/div>/gi, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(
        /<a\b[^>]*?\bhref\s*=\s*"([^"]*)"[^>]*>([\s\S]*?)<\/a\s*>/gi,
        (_all, url, words) => linkText(String(url), String(words)),
      )
      .replaceAll(/<li\b[^>]*>/gi, '\n- ')
      .replaceAll(/<(br|hr)\b[^>]*>/gi, '\n')
      .replaceAll(/<\/(p|div|h[1-6]|table|ul|ol)\s*>/gi, '\n\n')
      .replaceAll(/<\/(tr|td)\s*>/gi, '\n')
      .replaceAll(/<[^>]*>/g, ''),
  )
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function linkText(url: string, words: string): string {
  const shown = words.replaceAll(/<[^>]*>/g, '').trim()
  if (!/^https?:/i.test(url) || shown === url) return shown
  return shown === '' ? url : `${shown} (${url})`
}

export function decodeEntities(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]+|\w+);/gi, (all, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? all
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all
  })
}
