/** The name a partner shows to the other.
 *  Register: `D.n` {n, name}: highest n, then the greater device id (DOC). */

import * as v from 'valibot'
import { compareBase64url } from './base64url.ts'
import { type Raw, countSchema, maybe, readField, textUpTo, stored } from './stored-value.ts'
import { limits } from './text-limit.ts'

const nameSchema = stored({ n: countSchema, name: textUpTo(limits.name) })

export interface NameRegisters {
  device: string
  name?: v.InferOutput<typeof nameSchema>
}

export function readName(device: string, raw: { name: Raw }): NameRegisters {
  return { device, ...maybe('name', readField(nameSchema, raw.name)) }
}

/** @returns the name of one partner, its count, and the device it was chosen on; '' and 0 until one was */
export function nameOf(devices: readonly NameRegisters[]): { n: number; name: string; device?: string } {
  const chosen = devices
    .flatMap(({ device, name }) => (name === undefined ? [] : [{ device, ...name }]))
    .sort((left, right) => right.n - left.n || compareBase64url(right.device, left.device))[0]
  return chosen ?? { n: 0, name: '' }
}
