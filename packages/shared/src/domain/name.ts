/** The name a partner shows to the other.
 *  Register: `D.n` {n, name}: highest n, then the greater device id (DOC). */

import * as v from 'valibot'
import { compareBase64url } from './base64url.ts'
import { type Raw, countSchema, maybe, readField, textUpTo } from './stored-value.ts'
import { limits } from './text-limit.ts'

const nameSchema = v.object({ n: countSchema, name: textUpTo(limits.name) })

export interface NameRegisters {
  device: string
  name?: v.InferOutput<typeof nameSchema>
}

export function readName(device: string, raw: { name: Raw }): NameRegisters {
  return { device, ...maybe('name', readField(nameSchema, raw.name)) }
}

/** @returns the name of one partner and its count; '' and 0 until one was chosen */
export function nameOf(devices: readonly NameRegisters[]): { n: number; name: string } {
  const chosen = devices
    .flatMap(({ device, name }) => (name === undefined ? [] : [{ device, ...name }]))
    .sort((left, right) => right.n - left.n || compareBase64url(right.device, left.device))[0]
  return chosen === undefined ? { n: 0, name: '' } : { n: chosen.n, name: chosen.name }
}
