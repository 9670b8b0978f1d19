/** How something secret might look where it must not be: as it is, and in every spelling that programs like to give bytes.
 *  A search through bytes for one of these finds what a plain search would miss. */

export interface Spelling {
  as: string
  bytes: Buffer
}

/** @param secret text, or bytes of at least 8 */
export function spellingsOf(name: string, secret: string | Uint8Array): Spelling[] {
  const raw = Buffer.from(secret)
  const spelled: [string, Buffer][] = [
    ['as it is', raw],
    ['hex', Buffer.from(raw.toString('hex'))],
    ['HEX', Buffer.from(raw.toString('hex').toUpperCase())],
    ...[0, 1, 2].flatMap((offset): [string, Buffer][] => [
      [`base64 at ${offset}`, Buffer.from(base64At(raw, offset, 'base64'))],
      [`base64url at ${offset}`, Buffer.from(base64At(raw, offset, 'base64url'))],
    ]),
    ...(typeof secret === 'string'
      ? ([
          ['UTF-16', Buffer.from(secret, 'utf16le')],
          ['percent', Buffer.from(encodeURIComponent(secret))],
        ] satisfies [string, Buffer][])
      : []),
  ]
  return spelled.map(([as, bytes]) => ({ as: `${name}, ${as}`, bytes }))
}

/** Those that are in there, by name. */
export const foundIn = (bytes: Buffer, spellings: readonly Spelling[]): string[] =>
  spellings.filter((spelling) => bytes.includes(spelling.bytes)).map(({ as }) => as)

/** What base64 makes of these bytes in the middle of others: only the letters that depend on nothing else. */
function base64At(bytes: Buffer, offset: number, alphabet: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(alphabet)
    .replaceAll('=', '')
  const first = Math.ceil((offset * 8) / 6)
  const whole = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(first, whole)
}
