/// <reference lib="esnext.typedarrays" />
/** Bytes as text and numbers. base64url without padding is the platform's own codec (ES2026: Chrome 140, Firefox 133,
 *  Node 25): lib0's needs `window` or `Buffer`, and an MV3 worker has neither. Integers are big-endian. */

import * as v from 'valibot'

/** @returns base64url without padding (RFC 4648 §5) */
export function base64UrlFromBytes(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}

/** @returns the bytes, or undefined for anything but the one canonical spelling: no padding, no space, no stray bits */
export function bytesFromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' })
  } catch {
    return undefined
  }
  return base64UrlFromBytes(bytes) === text ? bytes : undefined
}

/** A valibot schema: base64url text in, bytes out.
 *  @param length exact length in bytes; any length where absent */
export function base64UrlBytes(length?: number) {
  return v.pipe(
    v.string(),
    v.rawTransform<string, Uint8Array>(({ dataset, addIssue, NEVER }) => {
      const bytes = bytesFromBase64Url(dataset.value)
      if (bytes === undefined || (length !== undefined && bytes.length !== length)) {
        addIssue({ message: length === undefined ? 'not base64url' : `not ${length} bytes of base64url` })
        return NEVER
      }
      return bytes
    }),
  )
}

/** @param value 0 … 2³² − 1
 *  @returns 4 bytes, big-endian */
export function bytesFromU32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value)
  return bytes
}

/** Reads 4 bytes, big-endian, at `offset`; throws RangeError past the end. */
export function u32FromBytes(bytes: Uint8Array, offset: number): number {
  return viewOf(bytes).getUint32(offset)
}

/** Whether both hold the same bytes. Not constant time: for values that are no secret to who could measure. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
