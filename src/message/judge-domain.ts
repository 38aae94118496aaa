import type { RECORD_FINDINGS } from '../contract/sending.ts'

/** The TXT records of a name; null: the name servers did not answer. */
export type Texts = readonly string[] | null

export interface RecordJudgement {
  finding: (typeof RECORD_FINDINGS)[number]
  record: string | null
}

/** Who may send for the domain (RFC 7208): exactly one record, which does not let everybody. */
export function judgeSpf(texts: Texts): RecordJudgement {
  if (!texts) return { finding: 'unknown', record: null }
  const records = texts.filter((text) => /^v=spf1( |$)/i.test(text))
  const [record = null] = records
  if (record === null) return { finding: 'missing', record }
  if (records.length > 1) return { finding: 'several', record: records.join(' | ') }
  return { finding: /(^|\s)\+?all(\s|$)/i.test(record) ? 'too-open' : 'good', record }
}

/**
 * Whether others find the key that mails are signed with (RFC 6376).
 * @param publicKey base64; null: mails of this domain are not signed here
 */
export function judgeDkim(texts: Texts, publicKey: string | null): RecordJudgement {
  if (publicKey === null) return { finding: 'not-made', record: null }
  if (!texts) return { finding: 'unknown', record: null }
  const record = texts.find((text) => tagOf(text, 'p') !== undefined) ?? null
  if (record === null) return { finding: 'missing', record }
  const found = tagOf(record, 'p')?.replaceAll(/\s/g, '')
  return { finding: found === publicKey ? 'good' : 'different', record }
}

/** What receivers do with mails that fail both (RFC 7489). */
export function judgeDmarc(texts: Texts): RecordJudgement {
  if (!texts) return { finding: 'unknown', record: null }
  const records = texts.filter((text) => /^v=DMARC1\s*(;|$)/.test(text))
  const [record = null] = records
  if (record === null) return { finding: 'missing', record }
  if (records.length > 1) return { finding: 'several', record: records.join(' | ') }
  switch (tagOf(record, 'p')?.toLowerCase()) {
    case 'none':
      return { finding: 'only-watches', record }
    case 'quarantine':
    case 'reject':
      return { finding: 'good', record }
    default:
      return { finding: 'broken', record }
  }
}

/** The value of `name=value` in a list that is separated by semicolons. */
function tagOf(record: string, name: string): string | undefined {
  for (const part of record.split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}
