/** Every register, once. Tidying, taking over, exporting, what waits and when a view changes are loops over this list; a new
 *  matter is its file and its line here. */

import type * as Y from 'yjs'
import { actRegister } from './act.ts'
import { consentRegister } from './consent.ts'
import { keyPartsNamed, readKeys } from './document.ts'
import { invitationRegister } from './invitation.ts'
import { nameRegister } from './name.ts'
import { pauseRegister } from './pause.ts'
import type { KeyChanges, Register } from './register.ts'
import { signalRegister } from './signal.ts'

export const registers = [
  actRegister,
  consentRegister,
  pauseRegister,
  invitationRegister,
  signalRegister,
  nameRegister,
] as const

/** For what is done with any list of them. */
export type Registers = readonly Register<object>[]

type Each = (typeof registers)[number]
type Joint<U> = (U extends unknown ? (each: U) => void : never) extends (joint: infer J) => void ? J : never
/** What one device holds of all of them. */
export type DeviceFacts = { device: string } & Joint<ReturnType<Each['read']>>

/** The list and its type belong together: what is read is what the type says. */
export function readDevice(doc: Y.Doc, device: string, among: Registers = registers): DeviceFacts {
  const raw = readKeys(doc, device)
  return Object.assign({ device }, ...among.map((register) => register.read(device, raw))) as DeviceFacts
}

/** Changes of several registers as one; no field belongs to two. */
export function together(changes: readonly KeyChanges[]): KeyChanges {
  const all: KeyChanges = {}
  for (const part of keyPartsNamed) {
    const fields = Object.assign({}, ...changes.map((change) => change[part] ?? {})) as Record<string, unknown>
    if (Object.keys(fields).length > 0) all[part] = fields
  }
  return all
}
