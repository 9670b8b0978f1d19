/** What may follow what: every change of a device's record, as a pure function of the record as it is when its turn comes. A move that
 *  does not fit gives the same record back, and nothing is written: somebody left, or was let in, in the meantime.
 *
 *    unpaired ──litPorch, joined, recovered──► couple ──left──► leaving ──(wiped)──► unpaired
 *                                                └──ended──► ended ──notEnded──► couple
 *
 *  `record-moves.test.ts` has the table of every state and every move. Rules: PAIR, PAIR-6, EPOCH-4, DOC-4, LEAVE-1, RECOVER-1 */

import { equalBytes } from '@porchlight/shared/bytes'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import type { Ending } from '../port/port.ts'
import type { DeviceRecord, Errands, Inviting, Joining, Keyring, Recovering } from './device-record.ts'

export type Move = (now: DeviceRecord) => DeviceRecord

type In<S extends DeviceRecord['state']> = Extract<DeviceRecord, { state: S }>

const whileUnpaired =
  (move: (now: In<'unpaired'>) => DeviceRecord): Move =>
  (now) =>
    now.state === 'unpaired' ? move(now) : now

const whileCouple =
  (move: (now: In<'couple'>) => DeviceRecord): Move =>
  (now) =>
    now.state === 'couple' ? move(now) : now

/** Without a way in, or with another one; what was turned down stays to be told (PAIR-6). */
const unpairedWith = (now: In<'unpaired'>, way: { joining?: Joining; recovering?: Recovering }): In<'unpaired'> => ({
  v: 1,
  state: 'unpaired',
  ...way,
  ...(now.refused === undefined ? {} : { refused: now.refused }),
})

/** This device made the couple. */
export const litPorch = (keyring: Keyring): Move => whileUnpaired(() => ({ v: 1, state: 'couple', keyring }))

/** A pairing is under way, or goes on; undefined: it is given up. */
export const joining = (pairing: Joining | undefined): Move =>
  whileUnpaired((now) => unpairedWith(now, pairing === undefined ? {} : { joining: pairing }))

/** Let in, after this person's own yes: whoever stopped in the meantime stays out, and who was not asked.
 *  @param introduce says its name once the document is here */
export const joined = (keyring: Keyring, introduce: boolean): Move =>
  whileUnpaired((now) => (now.joining?.saidYes === true ? coupleWith(keyring, introduce) : now))

/** The pairing is turned down, before anybody is told. */
export const turnedDown: Move = whileUnpaired((now) =>
  now.joining === undefined
    ? now
    : { v: 1, state: 'unpaired', refused: [...(now.refused ?? []), now.joining].slice(-refusedKept) },
)

/** Whoever goes from link to link leaves no endless list behind. */
const refusedKept = 8

/** The server has heard of it. */
export const refusalTold = (pairing: Pick<Joining, 'deviceId'>): Move =>
  whileUnpaired((now) => {
    if (now.refused === undefined) return now
    const refused = now.refused.filter((other) => !equalBytes(other.deviceId, pairing.deviceId))
    const { refused: _, ...rest } = now
    return refused.length === 0 ? rest : { ...rest, refused }
  })

/** Coming back by recovery words. */
export const recovering = (way: Recovering): Move => whileUnpaired((now) => unpairedWith(now, { recovering: way }))

/** The words opened nothing. */
export const recoveringGivenUp = (way: Recovering): Move =>
  whileUnpaired((now) => (now.recovering === way ? unpairedWith(now, {}) : now))

export const recovered = (way: Recovering, keyring: Keyring): Move =>
  whileUnpaired((now) => (now.recovering === way ? coupleWith(keyring, way.introduce === true) : now))

const coupleWith = (keyring: Keyring, introduce: boolean): In<'couple'> => ({
  v: 1,
  state: 'couple',
  keyring,
  ...(introduce ? { introduce: true } : {}),
})

/** An invite is open; undefined: it is no more. */
export const inviting = (invite: Inviting | undefined): Move =>
  whileCouple((now) => {
    const { inviting: _, ...rest } = now
    return invite === undefined ? rest : { ...rest, inviting: invite }
  })

/** The name was said. */
export const introduced: Move = whileCouple((now) => {
  if (now.introduce === undefined) return now
  const { introduce: _, ...rest } = now
  return rest
})

export const errandsRevised = (revised: (before: Errands) => Errands): Move =>
  whileCouple((now) => {
    const { errands: before = {}, ...rest } = now
    const after = revised(before)
    return Object.keys(after).length === 0 ? rest : { ...rest, errands: after }
  })

/** The couple has a newer key; one that is not newer changes nothing. */
export const followed = (epoch: EpochPayload): Move =>
  whileCouple((now) => {
    if (epoch.epoch <= now.keyring.epoch.epoch) return now
    const { previous = [], epoch: before } = now.keyring
    return { ...now, keyring: { ...now.keyring, epoch, previous: [...previous, before] } }
  })

/** The same keys, with what else lies beside them: a fresh document's carry, or nothing of epochs that are done with. */
export const holding = (keyring: Keyring): Move => whileCouple((now) => ({ ...now, keyring }))

export const left: Move = whileCouple((now) => ({ v: 1, state: 'leaving', keyring: now.keyring }))

export const ended = (why: Ending): Move => whileCouple((now) => ({ v: 1, state: 'ended', why, keyring: now.keyring }))

/** The server that said so was older than the couple (ADR 12). */
export const notEnded: Move = (now) => (now.state === 'ended' ? { v: 1, state: 'couple', keyring: now.keyring } : now)
