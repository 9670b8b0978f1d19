/** A server that shares its host with others lies under a path there (`PUBLIC_URL`). Its own routes know nothing of that: the path
 *  is taken off every request and every upgrade before anything looks at them, once. Rule: HTTP-4 */

/** @param path such as '/porch'; '' for none
 *  @param url of a request: path and query
 *  @returns what is left; `url` itself where it does not lie under the path, as behind a proxy that took it off already */
export function withoutBasePath(path: string, url: string): string {
  if (path === '' || !url.startsWith(path)) return url
  const rest = url.slice(path.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : url
}
