import { createHash } from 'node:crypto'
import type { DialectFilter } from './template-expression.ts'
import { textOf } from './template-values.ts'

function text(change: (value: string) => string): DialectFilter {
  return { args: [0, 0], run: (value) => change(textOf(value)) }
}

const hashed = (name: 'md5' | 'sha1' | 'sha256') =>
  text((value) => createHash(name).update(value).digest('hex'))

/** Python's quote: letters, digits, `_.-~` and what is named stay; everything else is coded. */
function quoted(value: string, keeps: string): string {
  const coded = encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  if (keeps === '') return coded
  return coded.replace(/%[0-9A-F]{2}/g, (code) => {
    const char = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return char < '\u0080' && keeps.includes(char) ? char : code
  })
}

/** Decodes what can be decoded and leaves the rest. */
function unquoted(value: string): string {
  return value.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) => {
    try {
      return decodeURIComponent(codes)
    } catch {
      return codes
    }
  })
}

const base64 = (value: string) => Buffer.from(value, 'utf8').toString('base64')
const fromBase64 = (value: string) => Buffer.from(value, 'base64').toString('utf8')

/** An address with a scheme: what has none, or only the slashes, gets the one given. */
function withScheme(value: string, scheme: string): string {
  const address = value.trim()
  if (address === '' || /^[a-z][a-z0-9+.-]*:/i.test(address)) return address
  return `${scheme}://${address.replace(/^\/+/, '')}`
}

/** Filters that code, decode and hash, and those of addresses. */
export const CODE_FILTERS: readonly (readonly [string, DialectFilter])[] = [
  [
    'urlencode',
    {
      args: [0, 1],
      run: (value, [keeps]) => quoted(textOf(value), keeps === undefined ? '/' : textOf(keeps)),
    },
  ],
  ['urlencodeplus', text((value) => quoted(value, ' ').replaceAll(' ', '+'))],
  ['urldecode', text(unquoted)],
  ['urldecodeplus', text((value) => unquoted(value.replaceAll('+', ' ')))],
  ['iriencode', text((value) => encodeURI(value.toWellFormed()).replaceAll('%25', '%'))],
  ['base64_encode', text(base64)],
  ['base64_decode', text(fromBase64)],
  [
    'base64_url_safe_encode',
    text((value) => base64(value).replaceAll('+', '-').replaceAll('/', '_')),
  ],
  ['base64_url_safe_decode', text(fromBase64)],
  ['md5_hash', hashed('md5')],
  ['sha_1', hashed('sha1')],
  ['sha_256', hashed('sha256')],
  ['httpize', text((value) => withScheme(value, 'http'))],
  ['httpsize', text((value) => withScheme(value, 'https'))],
  [
    'trim_slash',
    text((value) => {
      let end = value.length
      while (value.charAt(end - 1) === '/') end -= 1
      return value.slice(0, end)
    }),
  ],
]
