/** The address of a server as a person writes it, as it is kept: scheme, host and path, nothing at its end.
 *  Rule: HTTP-4 */

/** Without a scheme it is https. What people copy from their address bar is understood: the page of an invite, a slash at the
 *  end, a query.
 *  @returns such as `https://porch.example` or `https://host.example/porch`; undefined where it is no http(s) address */
export function serverUrlFrom(text: string): string | undefined {
  const written = text.trim()
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(written) ? written : `https://${written}`
  if (!URL.canParse(address)) return undefined
  const { protocol, origin, pathname } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${origin}${pathname.replace(/\/i\/?$/, '').replace(/\/+$/, '')}`
}
