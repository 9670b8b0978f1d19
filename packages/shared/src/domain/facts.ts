/** Everything the document says, joined over each partner's devices and independent of the time: the same document gives
 *  the same facts on every device.
 *  Rules: DOM-5, DOM-7. */

import type * as Y from 'yjs'
import { type TurnRegisters, readTurn } from './act.ts'
import type { Terms } from './agreement.ts'
import { type ConsentRegisters, type Consents, consentsOf, readConsent } from './consent.ts'
import { draftOf, isReadOnly, readDraftTerms, readKeys } from './document.ts'
import { type InvitationRegisters, readInvitations } from './invitation.ts'
import { hasLeft } from './leaving-mark.ts'
import { type NameRegisters, nameOf, readName } from './name.ts'
import { type PauseRegisters, type PauseState, pauseOf, readPauses } from './pause.ts'
import { type PartnerId, type Roster, devicesOf, isPresent } from './roster.ts'
import { type SignalRegisters, readSignals } from './signal.ts'
import { type Turn, knownNumber, turnOf } from './turn.ts'
import { type Version, versionOf } from './version.ts'
import { readWording } from './wording.ts'

export type DeviceFacts = SignalRegisters &
  PauseRegisters &
  InvitationRegisters &
  TurnRegisters &
  ConsentRegisters &
  NameRegisters

export interface PartnerFacts {
  /** Whether they have a device that can speak for them. */
  present: boolean
  /** Whether one of their devices that still belongs to the couple wrote that they leave (LEAVE-1). */
  left: boolean
  name: string
  pause: PauseState
  devices: DeviceFacts[]
}

export interface Facts {
  roster: Roster
  readOnly: boolean
  partners: Record<PartnerId, PartnerFacts>
  terms: Terms
  draft: DraftFacts
  consents: Consents
  /** Present while an agreement is in force. */
  turn?: Turn
  /** The highest turn number the document tells of; a new agreement begins above it. */
  turnNumber: number
}

export type DraftFacts =
  | ({ state: 'fit' } & Version)
  | { state: 'unfit'; reason: 'empty' | 'too-long' | 'would-be-repaired' }

export function factsOf(doc: Y.Doc, roster: Roster): Facts {
  const partners = { a: partnerFacts(doc, roster, 'a'), b: partnerFacts(doc, roster, 'b') }
  const devices = { a: partners.a.devices, b: partners.b.devices }
  const terms = readDraftTerms(doc)
  const consents = consentsOf(partners)
  const turn =
    consents.inForce === undefined
      ? undefined
      : turnOf(devices, consents.inForce.turn, Math.max(partners.a.pause.ra, partners.b.pause.ra))
  return {
    roster,
    readOnly: isReadOnly(doc),
    partners,
    terms,
    draft: draftFacts(doc, terms),
    consents,
    ...(turn === undefined ? {} : { turn }),
    turnNumber: Math.max(turn?.number ?? 0, knownNumber(devices), consents.turnFloor),
  }
}

function draftFacts(doc: Y.Doc, terms: Terms): DraftFacts {
  const read = readWording(draftOf(doc))
  return read.ok ? { state: 'fit', ...versionOf(terms, read.wording) } : { state: 'unfit', reason: read.reason }
}

function partnerFacts(doc: Y.Doc, roster: Roster, partner: PartnerId): PartnerFacts {
  const devices = devicesOf(roster, partner).map(({ id }): DeviceFacts => {
    const raw = readKeys(doc, id)
    return {
      ...readSignals(id, raw),
      ...readPauses(raw),
      ...readInvitations(id, raw),
      ...readTurn(raw),
      ...readConsent(id, raw),
      ...readName(id, raw),
    }
  })
  return {
    present: isPresent(roster, partner),
    left: hasLeft(doc, roster, partner),
    name: nameOf(devices).name,
    pause: pauseOf(devices),
    devices,
  }
}
