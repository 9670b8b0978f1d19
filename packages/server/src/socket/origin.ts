/** Which pages may speak to this server: defence in depth, not authentication. Rule: SYNC-11.
 *  Extension ids vary by install, so by default every extension passes; a configuration can pin them. */

export interface OriginRules {
  /** Full origins, such as `chrome-extension://abc…`; undefined: any extension. */
  extensionOrigins: readonly string[] | undefined
  /** The server's own origin, where it is configured. */
  publicOrigin: string | undefined
  allowMissing: boolean
}

const extensionOrigin = /^(?:chrome-extension|moz-extension):\/\/[\w-]+$/

export function isExtensionOrigin(origin: string, rules: OriginRules): boolean {
  return (
    extensionOrigin.test(origin) && (rules.extensionOrigins === undefined || rules.extensionOrigins.includes(origin))
  )
}

/** @param host the `Host` header: without a configured address, the server's own origin is whatever it was called by */
export function isAllowedOrigin(origin: string | undefined, host: string | undefined, rules: OriginRules): boolean {
  if (origin === undefined) return rules.allowMissing
  if (isExtensionOrigin(origin, rules)) return true
  if (rules.publicOrigin !== undefined) return origin === rules.publicOrigin
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}
