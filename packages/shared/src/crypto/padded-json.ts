/** JSON in a box of a fixed size, so that its length says nothing: spaces after the last brace, which JSON allows.
 *  Rules: SEAL-13 (256), PAIR-5 and EPOCH-2 (512). */

import { decodeUtf8, encodeUtf8 } from 'lib0/string'
import { PorchlightError } from '../errors.ts'

export type Box =
  /** exactly so many bytes */
  | { bytes: number }
  /** the next multiple of so many bytes */
  | { multipleOf: number }

const SPACE = 0x20

/** Shape:  UTF-8 JSON • spaces up to the box
 *  Throws: PorchlightError 'too-large' when it does not fit a box of fixed size */
export function sealableFromJson(value: unknown, box: Box): Uint8Array<ArrayBuffer> {
  const text = encodeUtf8(JSON.stringify(value))
  const size = 'bytes' in box ? box.bytes : Math.ceil(text.length / box.multipleOf) * box.multipleOf
  if (text.length > size) throw new PorchlightError('too-large', `This does not fit into ${size} bytes.`)
  const padded = new Uint8Array(size).fill(SPACE)
  padded.set(text)
  return padded
}

/** @returns the value, or undefined where the bytes are not UTF-8 JSON of that box */
export function jsonFromSealable(bytes: Uint8Array, box: Box): unknown {
  const fits = 'bytes' in box ? bytes.length === box.bytes : bytes.length > 0 && bytes.length % box.multipleOf === 0
  return fits ? jsonFromBytes(bytes) : undefined
}

/** @returns the value, or undefined where the bytes are not UTF-8 JSON */
export function jsonFromBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes)) as unknown
  } catch {
    return undefined
  }
}
