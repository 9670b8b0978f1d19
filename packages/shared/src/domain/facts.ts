/** Everything the document says, joined over each partner's devices and independent of the time: the same document gives
 *  the same facts on every device.
 *  Rules: DOM-5, DOM-7. */

import type * as Y from 'yjs'
import type { Terms } from './agreement.ts'
import { type Consents, consentsOf } from './consent.ts'
import { draftOf, isReadOnly, readDraftTerms } from './document.ts'
import { hasLeft } from './leaving-mark.ts'
import { nameOf } from './name.ts'
import { type PauseState, pauseOf } from './pause.ts'
import type { Joined } from './register.ts'
import { type DeviceFacts, type Registers, type SharedFacts, readDevice, readShared, registers } from './registers.ts'
import { type Review, type Round, reviewAt, roundOf } from './review.ts'
import { type PartnerId, type Roster, devicesOf, isPresent } from './roster.ts'
import { type Turn, knownNumber, turnOf } from './turn.ts'
import { type Version, versionOf } from './version.ts'
import { readWording } from './wording.ts'

export interface PartnerFacts {
  /** Whether they have a device that can speak for them. */
  present: boolean
  /** Whether one of their devices that still belongs to the couple wrote that they leave (LEAVE-1). */
  left: boolean
  name: string
  pause: PauseState
  devices: DeviceFacts[]
}

export interface Facts extends SharedFacts {
  roster: Roster
  readOnly: boolean
  partners: Record<PartnerId, PartnerFacts>
  terms: Terms
  draft: DraftFacts
  consents: Consents
  /** Present while an agreement is in force. */
  turn?: Turn
  /** Present while an agreement is in force: which review of it is next (AGREE-10). */
  round?: Round
  /** The highest turn number the document tells of; a new agreement begins above it. */
  turnNumber: number
}

export type DraftFacts =
  | ({ state: 'fit' } & Version)
  | { state: 'unfit'; reason: 'empty' | 'too-long' | 'would-be-repaired' }

export function factsOf(doc: Y.Doc, roster: Roster, among: Registers = registers): Facts {
  const partners = { a: partnerFacts(doc, roster, 'a', among), b: partnerFacts(doc, roster, 'b', among) }
  const devices = { a: partners.a.devices, b: partners.b.devices }
  const terms = readDraftTerms(doc)
  const consents = consentsOf(partners)
  const round =
    consents.inForce === undefined
      ? undefined
      : roundOf(consents.inForce, { a: keepsOf(partners.a), b: keepsOf(partners.b) })
  const returnedAt = Math.max(partners.a.pause.ra, partners.b.pause.ra, round?.wokeAt ?? 0)
  const turn = consents.inForce === undefined ? undefined : turnOf(devices, consents.inForce.turn, returnedAt)
  return {
    roster,
    readOnly: isReadOnly(doc),
    partners,
    terms,
    draft: draftFacts(doc, terms),
    consents,
    ...(turn === undefined ? {} : { turn }),
    ...(round === undefined ? {} : { round }),
    turnNumber: Math.max(turn?.number ?? 0, knownNumber(devices), consents.turnFloor),
    ...readShared(doc),
  }
}

/** AGREE-10  Where the review stands; undefined where nothing is in force. */
export function reviewOf({ consents, round }: Pick<Facts, 'consents' | 'round'>, now: number): Review | undefined {
  return consents.inForce === undefined || round === undefined ? undefined : reviewAt(consents.inForce, round, now)
}

/** Whether the light rests: somebody pauses, or a review went by without both. */
export function isResting(facts: Pick<Facts, 'partners' | 'consents' | 'round'>, now: number): boolean {
  const { a, b } = facts.partners
  return a.pause.paused || b.pause.paused || reviewOf(facts, now)?.state === 'resting'
}

function keepsOf({ devices }: PartnerFacts): unknown[] {
  return devices.map(({ consent }) => consent.keep)
}

function draftFacts(doc: Y.Doc, terms: Terms): DraftFacts {
  const read = readWording(draftOf(doc))
  return read.ok ? { state: 'fit', ...versionOf(terms, read.wording) } : { state: 'unfit', reason: read.reason }
}

/** The facts as `me` meets them at this time: what every register is asked with. */
export function joinedOf({ partners, roster, turnNumber }: Facts, me: PartnerId, now: number): Joined<DeviceFacts> {
  const gone = new Set(roster.devices.flatMap((device) => (device.gone ? [device.id] : [])))
  return { me, partners, gone, now, turnNumber }
}

function partnerFacts(doc: Y.Doc, roster: Roster, partner: PartnerId, among: Registers): PartnerFacts {
  const devices = devicesOf(roster, partner).map(({ id }) => readDevice(doc, id, among))
  return {
    present: isPresent(roster, partner),
    left: hasLeft(doc, roster, partner),
    name: nameOf(devices).name,
    pause: pauseOf(devices),
    devices,
  }
}
