/** Who else has the editor open, and where their carets stand: sealed awareness, set only while an editor is open here.
 *  Rule: SEAL-13. Never stored, never shown outside the editor. */

import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { nonceBytes } from '@porchlight/shared/crypto/aead'
import {
  type AwarenessContext,
  type AwarenessLedger,
  admitAwareness,
  awarenessResealMs,
  sealAwareness,
} from '@porchlight/shared/crypto/awareness'
import type { Awareness } from 'y-protocols/awareness'
import type { Caret } from '../port/port.ts'

export interface Presence {
  /** The caret of the editor that was focused last here; null: no editor is open. */
  setCaret(caret: Caret | null): void
  /** Everybody else's. */
  carets(): Caret[]
  /** Whether an editor is open, here or elsewhere. */
  isBusy(): boolean
  /** Seals the own state anew: at each connect, and right after the text it stands in (SEAL-6). */
  renew(): void
  stop: Stop
}

export interface PresenceDeps {
  clock: Clock
  random: Random
  /** Whether text waits to be sealed: a caret in text the partner lacks resolves to nothing and vanishes (SEAL-6). */
  textWaits(): boolean
}

interface AwarenessChange {
  added: number[]
  updated: number[]
  removed: number[]
}

/** @param awareness on the outer document; its local state belongs to this function from here on */
export function createPresence(
  { clock, random, textWaits }: PresenceDeps,
  context: AwarenessContext,
  awareness: Awareness,
  onChange: () => void,
): Presence {
  const own = awareness.clientID
  const others = new Map<number, Caret>()
  let ledger: AwarenessLedger = new Map()
  let caret: Caret | null = null
  let sealedCount = 0
  let cancelReseal: Stop = () => {}

  const publish = (): void => {
    cancelReseal()
    if (caret === null) {
      if (awareness.getLocalState() !== null) awareness.setLocalState(null)
      return
    }
    sealedCount += 1
    const state = { c: own, n: sealedCount, t: clock.now(), s: caret }
    awareness.setLocalState({ x: sealAwareness(context, random.bytes(nonceBytes), state) })
    cancelReseal = clock.after(awarenessResealMs, publish)
  }

  const onAwareness = ({ added, updated, removed }: AwarenessChange): void => {
    let changed = false
    for (const clientId of removed) changed = others.delete(clientId) || changed
    for (const clientId of [...added, ...updated]) {
      if (clientId === own) continue
      const x: unknown = awareness.getStates().get(clientId)?.['x']
      const admitted = admitAwareness(ledger, context, { clientId, x, nowMs: clock.now() })
      ledger = admitted.ledger
      if (admitted.verdict.verdict !== 'accepted') continue
      others.set(clientId, admitted.verdict.state.s)
      changed = true
    }
    if (changed) onChange()
  }

  awareness.setLocalState(null)
  awareness.on('change', onAwareness)
  return {
    setCaret(next) {
      caret = next
      if (next === null || !textWaits()) publish()
    },
    carets: () => [...others.values()],
    isBusy: () => caret !== null || others.size > 0,
    renew: publish,
    stop() {
      cancelReseal()
      awareness.off('change', onAwareness)
    },
  }
}
