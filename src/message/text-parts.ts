/** The basic alphabet of text messages, GSM 03.38; those of the second line take two places. */
const BASIC =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€\f]*$/
const DOUBLE = /[\^{}\\[~\]|€\f]/g

/** Places of one text, and of each part of a longer one. */
const BASIC_PLACES = { alone: 160, each: 153 }
const UNICODE_PLACES = { alone: 70, each: 67 }

/** In how many parts networks carry a text; at least one. */
export function textParts(text: string): number {
  const isBasic = BASIC.test(text)
  const places = isBasic ? text.length + (text.match(DOUBLE)?.length ?? 0) : text.length
  const { alone, each } = isBasic ? BASIC_PLACES : UNICODE_PLACES
  return places <= alone ? 1 : Math.ceil(places / each)
}
