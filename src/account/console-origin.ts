/** What a browser says about where a request comes from. */
export interface RequestOrigin {
  host: string | undefined
  /** The `Origin` header: browsers send it with every write, scripts of a page cannot forge it. */
  origin: string | undefined
  /** The `Sec-Fetch-Site` header. */
  fetchSite: string | undefined
}

/**
 * Whether a page of our own sent this request. Both schemes of the host count, because a proxy may
 * hide https from us; SameSite keeps the cookie away from the plain one.
 */
export function isOwnPage(request: RequestOrigin, publicUrl: string | undefined): boolean {
  if (request.fetchSite === 'same-origin') return true
  if (request.origin === undefined) return false
  return ownOrigins(request.host, publicUrl).includes(request.origin.toLowerCase())
}

function ownOrigins(host: string | undefined, publicUrl: string | undefined): string[] {
  const own = publicUrl ? [new URL(publicUrl).origin] : []
  return host ? [...own, `http://${host.toLowerCase()}`, `https://${host.toLowerCase()}`] : own
}

/** Whether browsers keep a Secure cookie from this origin: https, or the machine itself. */
export function keepsSecureCookies(origin: string): boolean {
  const { protocol, hostname } = new URL(origin)
  return protocol === 'https:' || isLoopback(hostname)
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}
