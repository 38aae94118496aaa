import { type PublicRequest, publicFetch } from './public-fetch.ts'

/**
 * Hosts that the operator of this installation vouches for, as `host:port`. Only they may be
 * private addresses or speak plain HTTP: everything else an account names must be public.
 */
export type TrustedHosts = ReadonlySet<string>

/** `publicFetch` for URLs that people write into settings. Redirects are not followed. */
export function outboundFetch(
  url: string,
  trusted: TrustedHosts,
  request: Omit<PublicRequest, 'redirectsMax' | 'allowHttp' | 'extraPorts' | 'isAllowed'>,
): ReturnType<typeof publicFetch> {
  const parsed = URL.parse(url)
  const port = Number(parsed?.port || (parsed?.protocol === 'http:' ? 80 : 443))
  const isTrusted = parsed !== null && trusted.has(`${parsed.hostname}:${port}`)
  return publicFetch(url, {
    ...request,
    redirectsMax: 0,
    ...(isTrusted ? { allowHttp: true, extraPorts: [port], isAllowed: () => true } : {}),
  })
}
