/**
 * Whether the trusted mail server found that the From domain itself vouches for this mail: DMARC
 * passed, or a DKIM signature of that domain (or one above it) did.
 *
 * Only the topmost header of that server counts. Servers add theirs at the top, so one further down
 * may have been written by the sender.
 *
 * @param results values of all Authentication-Results headers, topmost first
 * @param trusted the server's authserv-id; null trusts nobody
 */
export function isFromVerified(
  results: readonly string[],
  from: string,
  trusted: string | null,
): boolean {
  if (trusted === null) return false
  const domain = from.split('@').at(-1)?.toLowerCase() ?? ''
  const [topmost] = results
  if (topmost === undefined || domain === '') return false
  const [server = '', ...methods] = withoutComments(topmost).split(';')
  const [authserv = ''] = server.trim().split(/\s+/)
  if (authserv.toLowerCase() !== trusted.toLowerCase()) return false
  return methods.some((method) => isPass(method, domain))
}

function isPass(method: string, domain: string): boolean {
  const text = method.trim().toLowerCase()
  if (/^dmarc\s*=\s*pass\b/.test(text)) {
    return propertyOf(text, 'header\\.from') === domain
  }
  if (!/^dkim\s*=\s*pass\b/.test(text)) return false
  const signer = propertyOf(text, 'header\\.d') ?? propertyOf(text, 'header\\.i')?.split('@').at(-1)
  return signer !== undefined && signer.includes('.') && isWithin(domain, signer)
}

function propertyOf(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*=\\s*"?([^\\s;"]+)`).exec(text)?.[1]
}

function isWithin(domain: string, signer: string): boolean {
  return domain === signer || domain.endsWith(`.${signer}`)
}

/** Comments are in parentheses, may nest, and may hold anything, also a result. */
function withoutComments(text: string): string {
  let depth = 0
  let kept = ''
  for (const char of text) {
    if (char === '(') depth += 1
    else if (char === ')' && depth > 0) depth -= 1
    else if (depth === 0) kept += char
  }
  return kept
}
