/** Taking over from a removed device: what still counts of it is copied to this one, and its keys leave the document. The
 *  other partner sees no difference. Signals, notes and check-ins are not taken along: they fade within a day.
 *  Rules: DOC-3, DOM-5 (one of its two exceptions). */

import type * as Y from 'yjs'
import { joinedAct, joinedWindow } from './act.ts'
import { keptYeses } from './consent.ts'
import type { Context } from './context.ts'
import { type KeyPart, isReadOnly, keyParts, readKey, registersOf, removeKey, writeKey } from './document.ts'
import { type DeviceFacts, type Facts, factsOf } from './facts.ts'
import { answersKept } from './invitation.ts'
import { nameOf } from './name.ts'
import { devicesOf, partnerOf } from './roster.ts'

/** One transaction for all removed devices of this partner.
 *  @returns whether anything was written */
export function adoptRemovedDevices(doc: Y.Doc, { device, roster }: Pick<Context, 'device' | 'roster'>): boolean {
  if (isReadOnly(doc)) return false
  const me = partnerOf(roster, device)
  const removed = devicesOf(roster, me).filter(({ id, gone }) => gone && id !== device)
  let wrote = false
  doc.transact(() => {
    for (const { id } of removed) {
      const facts = factsOf(doc, roster)
      const { devices } = facts.partners[me]
      const own = devices.find((registers) => registers.device === device)
      const gone = devices.find((registers) => registers.device === id)
      if (own === undefined || gone === undefined) continue
      for (const part of parts) {
        if (!registersOf(doc).has(id + keyParts[part]) || !hasRoom[part](own, gone)) continue
        takeOver[part](doc, own, gone, facts)
        removeKey(doc, id, part)
        wrote = true
      }
    }
  })
  return wrote
}

/** Whether nothing of a device is left in the document, so that a roster need not name it any more. */
export function isTakenOver(doc: Y.Doc, device: string): boolean {
  const asks = [...doc.getMap('asks').keys()]
  return (
    parts.every((part) => !registersOf(doc).has(device + keyParts[part])) &&
    !asks.some((key) => key.endsWith(`/${device}`))
  )
}

const parts = Object.keys(keyParts) as KeyPart[]

/** A device holds one invitation: where both do, the other's stays until this one's has left the document. */
const hasRoom: Record<KeyPart, (own: DeviceFacts, gone: DeviceFacts) => boolean> = {
  act: () => true,
  text: (own, gone) => own.invitation === undefined || gone.invitation === undefined,
  consent: () => true,
  name: () => true,
}

type TakeOver = (doc: Y.Doc, own: DeviceFacts, gone: DeviceFacts, facts: Facts) => void

const takeOver: Record<KeyPart, TakeOver> = {
  act(doc, own, gone) {
    writeKey(doc, own.device, 'act', {
      a: joinedAct(own.act, gone.act),
      w: joinedWindow(own.window, gone.window),
      p: greater(own.pauses.p, gone.pauses.p),
      r: greater(own.pauses.r, gone.pauses.r),
      ra: greater(own.pauses.ra, gone.pauses.ra),
    })
  },
  text(doc, own, gone) {
    const [z, ...zs] = [...own.answers, ...gone.answers].toSorted((left, right) => right.at - left.at)
    writeKey(doc, own.device, 'text', {
      i: own.invitation ?? gone.invitation,
      z,
      zs: zs.length === 0 ? undefined : zs.slice(0, answersKept),
      pn: (own.pauseNote?.p ?? -1) >= (gone.pauseNote?.p ?? -1) ? own.pauseNote : gone.pauseNote,
    })
  },
  consent(doc, own, gone, { consents }) {
    const yeses = keptYeses([...own.consent.yeses, ...gone.consent.yeses], consents)
    writeKey(doc, own.device, 'consent', {
      w: greater(own.consent.w, gone.consent.w),
      n: greater(own.consent.n, gone.consent.n),
      ret: greater(own.consent.ret, gone.consent.ret),
      yes: yeses.length === 0 ? undefined : yeses,
      keep: laterKeep(readKey(doc, own.device, 'consent')['keep'], readKey(doc, gone.device, 'consent')['keep']),
    })
  },
  name(doc, own, gone, { partners, roster }) {
    const chosen = nameOf(partners[partnerOf(roster, own.device)].devices)
    if (chosen.device === gone.device) writeKey(doc, own.device, 'name', { n: chosen.n + 1, name: chosen.name })
  },
}

function greater(left: number, right: number): number | undefined {
  return Math.max(left, right) || undefined
}

/** AGREE-10: the highest round. */
function laterKeep(own: unknown, gone: unknown): unknown {
  return roundOf(gone) > roundOf(own) ? gone : own
}

function roundOf(keep: unknown): number {
  const round = typeof keep === 'object' && keep !== null ? (keep as { r?: unknown }).r : undefined
  return typeof round === 'number' ? round : -1
}
