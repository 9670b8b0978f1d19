/** The link one partner sends the other: `<server>/i#<secret>`. The secret is in the fragment, which browsers never send.
 *  Rules: PAIR, PAIR-3 */

import { base64UrlFromBytes, bytesFromBase64Url } from './bytes.ts'
import { inviteSecretBytes } from './invite.ts'

export type ParsedInviteLink =
  | { ok: true /** such as `https://porch.example`, no slash at the end */; serverUrl: string; secret: Uint8Array }
  | {
      ok: false
      reason: /** nothing there */
        | 'empty'
        /** not an http(s) address */
        | 'not-a-link'
        /** a link to somewhere else */
        | 'not-an-invite'
        /** cut off before or right after the # */
        | 'no-secret'
        /** the part after the # is cut off or altered */
        | 'damaged-secret'
    }

/** address, then perhaps /i and a slash, perhaps a query, perhaps a fragment; no user name, no space */
const linkPattern =
  /^(?<serverUrl>https?:\/\/[^\s/?#@\\]+(?:\/[^\s/?#\\]+)*?)(?<page>\/i)?\/?(?:\?[^#]*)?(?:#(?<fragment>.*))?$/

/** @param serverUrl http(s) address of the server, with or without a slash at the end
 *  @param secret s, 32 bytes */
export function inviteLinkFromSecret(serverUrl: string, secret: Uint8Array): string {
  return `${serverUrl.replace(/\/+$/, '')}/i#${base64UrlFromBytes(secret)}`
}

/** Reads what a person pasted. Space around it and a query somebody's messenger added are forgiven; nothing is guessed. */
export function parseInviteLink(text: string): ParsedInviteLink {
  const link = text.trim()
  if (link === '') return { ok: false, reason: 'empty' }
  const address = linkPattern.exec(link)
  if (address === null) return { ok: false, reason: /^https?:\/\/\S/i.test(link) ? 'not-an-invite' : 'not-a-link' }
  const { serverUrl = '', page, fragment } = address.groups ?? {}
  if (page === undefined) return { ok: false, reason: 'not-an-invite' }
  if (fragment === undefined || fragment === '') return { ok: false, reason: 'no-secret' }
  const secret = bytesFromBase64Url(fragment)
  if (secret === undefined || secret.length !== inviteSecretBytes) return { ok: false, reason: 'damaged-secret' }
  return { ok: true, serverUrl, secret }
}
