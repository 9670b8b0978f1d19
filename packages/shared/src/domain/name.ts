/** The name a partner shows to the other.
 *  Register: `D.n` {n, name}: highest n, then the greater device id (DOC). */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { type Register, sidesOf } from './register.ts'
import { type Raw, countSchema, maybe, readField, textUpTo, stored } from './stored-value.ts'
import { cleanLine, limits } from './text-limit.ts'

const nameSchema = stored({ n: countSchema, name: textUpTo(limits.name) })

export interface NameRegisters {
  device: string
  name?: v.InferOutput<typeof nameSchema>
}

export const nameRegister: Register<NameRegisters> = {
  read: readName,
  takenOver(own, gone, joined) {
    const chosen = nameOf(sidesOf(joined).mine)
    return chosen.device === gone.device ? { name: { n: chosen.n + 1, name: chosen.name } } : {}
  },
  exported(joined) {
    const { mine, theirs } = sidesOf(joined)
    return { names: { mine: nameOf(mine).name, theirs: nameOf(theirs).name } }
  },
}

export function readName(device: string, raw: { name: Raw }): NameRegisters {
  return { device, ...maybe('name', readField(nameSchema, raw.name)) }
}

/** @returns the name of one partner, its count, and the device it was chosen on; '' and 0 until one was */
export function nameOf(devices: readonly NameRegisters[]): { n: number; name: string; device?: string } {
  const chosen = devices
    .flatMap(({ device, name }) => (name === undefined ? [] : [{ device, ...name }]))
    .sort((left, right) => right.n - left.n || compareBase64url(right.device, left.device))[0]
  return chosen === undefined ? { n: 0, name: '' } : { ...chosen, name: cleanLine(chosen.name) }
}
