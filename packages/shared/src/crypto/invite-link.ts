/** The link one partner sends the other: `<server>/i#<secret>`. The secret is in the fragment, which browsers never send.
 *  Rules: PAIR, PAIR-3 */

import { base64UrlFromBytes, bytesFromBase64Url } from '../bytes.ts'
import { inviteSecretBytes } from './invite.ts'

export type FoundInvite =
  | { ok: true /** such as `https://porch.example`, no slash at the end */; serverUrl: string; secret: Uint8Array }
  | {
      ok: false
      reason: /** nothing there */
        | 'empty'
        /** no http(s) address in it */
        | 'not-a-link'
        /** links to somewhere else */
        | 'not-an-invite'
        /** cut off before or right after the # */
        | 'no-secret'
        /** the part after the # is cut off or altered */
        | 'damaged-secret'
        /** two that differ */
        | 'two-invites'
    }

/** @param serverUrl http(s) address of the server, with or without a slash at the end
 *  @param secret s, 32 bytes
 *  @example
 *  ```ts
 *  import { findInvite, inviteLinkFromSecret } from '@porchlight/shared/crypto/invite-link'
 *
 *  const link = inviteLinkFromSecret('https://porch.example', crypto.getRandomValues(new Uint8Array(32)))
 *  const found = findInvite(`Here you are: ${link}. See you there!`)
 *  if (found.ok) console.log(found.serverUrl, found.secret.length)
 *  ``` */
export function inviteLinkFromSecret(serverUrl: string, secret: Uint8Array): string {
  return `${serverUrl.replace(/\/+$/, '')}/i#${base64UrlFromBytes(secret)}`
}

/** The one invite in whatever a person pasted: a sentence around it, a full stop or a bracket after it, an address a mail
 *  program broke over lines or a mail filter wrapped in its own, capitals, `%23`. Two that differ are refused, and so is a
 *  secret that is not whole: nothing is guessed, and nothing is asked of anyone. Takes time in proportion to the text. */
export function findInvite(text: string): FoundInvite {
  if (text.trim() === '') return { ok: false, reason: 'empty' }
  const found = new Map<string, Extract<FoundInvite, { ok: true }>>()
  let nearest = 0
  for (const layer of layersOf(text)) {
    for (const { index } of layer.matchAll(/https?:\/\//gi)) {
      const read = inviteAt(layer, index)
      if (typeof read !== 'string') found.set(`${read.serverUrl}#${base64UrlFromBytes(read.secret)}`, read)
      else nearest = Math.max(nearest, misses.indexOf(read))
    }
  }
  const [invite, other] = found.values()
  if (other !== undefined) return { ok: false, reason: 'two-invites' }
  return invite ?? { ok: false, reason: misses[nearest] ?? 'not-a-link' }
}

/** From the farthest to the nearest. */
const misses = ['not-a-link', 'not-an-invite', 'no-secret', 'damaged-secret'] as const
type Miss = (typeof misses)[number]

/** How often an address may be wrapped in another. */
const maxLayers = 4
/** Stands where a line was broken: a mark of quoting or of a soft break goes with it. */
const broken = '\u0000'

/** The text as it is, and as it is once what is written in percent signs is read, and again. */
function layersOf(text: string): string[] {
  let layer = text
    .replaceAll(broken, '')
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
    .replace(/&amp;/gi, '&')
    .replace(/&(?:#35|#x23|num);|\uFF03/gi, '#')
    .replace(/=?[ \t]*\r?\n[ \t>|]*/g, broken)
  const layers = [layer]
  while (layers.length < maxLayers && /%[2-7][\da-f]/i.test(layer)) {
    layer = layer.replace(/%([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    layers.push(layer)
  }
  return layers
}

/** host and port, perhaps a path, then /i and perhaps a slash, perhaps a query, perhaps a #. Every part has its greatest
 *  length, so that no text makes this slow. */
const address =
  /(?<scheme>https?):\/\/(?<host>(?:\[[\da-f:.\0]{2,60}\]|[^\s/?#@\\:"'<>()[\]{}|^`]{1,260})(?::\d{1,5})?)(?<path>(?:\/[^\s/?#\\"'<>{}|^`]{1,120}){0,8}?)(?<page>\/\0?i)(?![\w%.-])\/?(?:\?[^#\s:]{0,400})?(?<mark>\0?#\0?)?/iy
const secretLength = Math.ceil((inviteSecretBytes * 8) / 6)
const secretPattern = new RegExp(`((?:[\\w-]\\0?){${secretLength - 1}}[\\w-])(?![\\w-])`, 'y')

function inviteAt(text: string, index: number): Extract<FoundInvite, { ok: true }> | Miss {
  address.lastIndex = index
  const { scheme = '', host = '', path = '', page, mark } = address.exec(text)?.groups ?? {}
  if (page === undefined) return 'not-an-invite'
  if (mark === undefined) return 'no-secret'
  const start = address.lastIndex
  const written = /^[\w-]/.test(text.slice(start, start + 1))
  if (!written) return 'no-secret'
  // *_link_*: the sign that leans on the link from both sides is none of it.
  const leaning = /[_-]/.exec(text.charAt(index - 1))?.[0]
  const end = start + secretLength
  const unleaned = leaning !== undefined && text.charAt(end) === leaning ? text.slice(start, end) : undefined
  secretPattern.lastIndex = start
  const [, whole = unleaned] = secretPattern.exec(text) ?? []
  if (whole === undefined || (whole.includes(broken) && !continues(whole, text.slice(start + whole.length)))) {
    return 'damaged-secret'
  }
  const secret = bytesFromBase64Url(whole.replaceAll(broken, ''))
  if (secret === undefined || secret.length !== inviteSecretBytes) return 'damaged-secret'
  const serverUrl = `${scheme.toLowerCase()}://${host.toLowerCase()}${path}`.replaceAll(broken, '')
  return { ok: true, serverUrl, secret }
}

/** Whether what stands on the next line is the rest of a secret, and not a word that follows one cut short. */
function continues(secret: string, after: string): boolean {
  const rest = secret.slice(secret.lastIndexOf(broken) + 1)
  return !after.startsWith(' ') || !/^[A-Z]?[a-z]+$/.test(rest)
}
