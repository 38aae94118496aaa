import { type PublicRequest, publicFetch } from './public-fetch.ts'

/**
 * Hosts that the operator of this installation vouches for, as `host:port`. Only they may be
 * private addresses or speak plain HTTP: everything else an account names must be public.
 */
export type TrustedHosts = ReadonlySet<string>

/** Whether the operator vouches for the host and port of a URL. */
export function isTrustedHost(url: string, trusted: TrustedHosts): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && trusted.has(`${parsed.hostname}:${portOf(parsed)}`)
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'http:' ? 80 : 443))
}

/** `publicFetch` for URLs that people write into settings. Redirects are not followed. */
export function outboundFetch(
  url: string,
  trusted: TrustedHosts,
  request: Omit<PublicRequest, 'redirectsMax' | 'allowHttp' | 'extraPorts' | 'isAllowed'>,
): ReturnType<typeof publicFetch> {
  const parsed = URL.parse(url)
  const isTrusted = parsed !== null && isTrustedHost(url, trusted)
  return publicFetch(url, {
    ...request,
    redirectsMax: 0,
    ...(isTrusted ? { allowHttp: true, extraPorts: [portOf(parsed)], isAllowed: () => true } : {}),
  })
}
