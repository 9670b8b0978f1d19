/** Every register and every shared matter, once. Tidying, taking over, exporting, what waits and when a view changes are loops
 *  over these lists; a new matter is its file and its line here. */

import type * as Y from 'yjs'
import { actRegister } from './act.ts'
import { checkInRegister } from './check-in.ts'
import { consentRegister } from './consent.ts'
import { keyPartsNamed, mapOf, readKeys } from './document.ts'
import { invitationRegister } from './invitation.ts'
import { nameRegister } from './name.ts'
import { nearRegister } from './near.ts'
import { pauseRegister } from './pause.ts'
import { questionRegister } from './question.ts'
import type { KeyChanges, Register } from './register.ts'
import { ritualMatter } from './ritual.ts'
import type { SharedMatter } from './shared-matter.ts'
import { signalRegister } from './signal.ts'
import { thanksRegister } from './thanks.ts'

export const registers = [
  actRegister,
  consentRegister,
  pauseRegister,
  invitationRegister,
  signalRegister,
  nameRegister,
  checkInRegister,
  nearRegister,
  questionRegister,
  thanksRegister,
] as const

/** What both write, in roots of their own. */
export const sharedMatters = [ritualMatter] as const

/** For what is done with any list of them. */
export type Registers = readonly Register<object>[]

type Each = (typeof registers)[number]
type EachShared = (typeof sharedMatters)[number]
type Joint<U> = (U extends unknown ? (each: U) => void : never) extends (joint: infer J) => void ? J : never
/** What one device holds of all of them. */
export type DeviceFacts = { device: string } & Joint<ReturnType<Each['read']>>

/** What the document says of all shared matters. */
export type SharedFacts = Joint<ReturnType<EachShared['read']>>

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

export function readShared(doc: Y.Doc): SharedFacts {
  return Object.assign({}, ...sharedMatters.map(({ root, read }) => read(mapOf(doc, root)))) as SharedFacts
}

/** For what is done with each of them: a matter is asked only about what it read itself. */
export const eachShared: readonly Omit<SharedMatter<SharedFacts>, 'read'>[] = sharedMatters
