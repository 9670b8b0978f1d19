/** Ids and hashes are base64url text that stands for bytes, and are ordered by those bytes (DOC-6): not as strings,
 *  because the alphabet (RFC 4648 §5) does not follow ASCII. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Negative, zero or positive, as the bytes of `left` come before, equal or follow those of `right`. */
export function compareBase64url(left: string, right: string): number {
  const shared = Math.min(left.length, right.length)
  for (let i = 0; i < shared; i += 1) {
    const difference = alphabet.indexOf(left.charAt(i)) - alphabet.indexOf(right.charAt(i))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
