/** The joiner's side of pairings: one link is followed at a time, each `joiner`'s own; what this person turned down is told to
 *  the server until it knows.  Rules: PAIR, PAIR-6 */

import type { Stop } from '@porchlight/shared/capabilities'
import type { Result } from '../port/device-command.ts'
import type { Joining } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { type Joiner, type JoinerDeps, type JoinerSide, createJoiner, readInvite } from './joiner.ts'
import { type Refuser, createRefuser } from './refuser.ts'

/** Each of them in the queue, but `resume` and `stop`. */
export interface WayIn {
  /** Goes on where a killed worker was. */
  resume(pair: CryptoKeyPair): void
  join(link: string, joiner: Joiner): Promise<Result>
  /** *Yes, the same*; false where there are no words yet. */
  sayYes(): Promise<boolean>
  /** The link is not followed any further, and the server hears of it.
   *  @returns false where this device belongs to a couple by now */
  turnDown(): Promise<boolean>
  /** The link is not followed any further. */
  drop: Stop
  /** As `drop`, and the server is told of nothing more, for now. */
  stop: Stop
}

export function createWayIn(holder: SessionHolder): WayIn {
  const { clock, random, createApi } = holder.deps
  let joiner: JoinerSide | undefined
  const refusers = new Map<Joining, Refuser>()

  const deps: JoinerDeps = {
    clock,
    random,
    show: holder.show,
    createApi,
    save: (joining) => holder.change(moves.joining(joining)),
    async joined(keyring, own) {
      await holder.change(moves.joined(keyring, !own))
      if (!holder.isCurrent(keyring)) return
      holder.show({ step: 'connected' }, 'quietly')
      holder.openSession(keyring)
    },
  }

  const told = async (joining: Joining): Promise<void> => {
    refusers.delete(joining)
    await holder.change(moves.refusalTold(joining))
  }

  /** What a killed worker had not told yet as well. */
  const tellRefusals = (): void => {
    const record = holder.record()
    for (const one of record.state === 'unpaired' ? (record.refused ?? []) : []) {
      if (!refusers.has(one)) refusers.set(one, createRefuser({ clock, random, createApi, told }, one))
    }
  }

  const drop = (): void => {
    joiner?.stop()
    joiner = undefined
  }

  /** Kept first, so that nothing of this device can go into that couple any more; told after. */
  const turnDown = async (): Promise<boolean> => {
    drop()
    await holder.change(moves.turnedDown)
    if (holder.record().state !== 'unpaired') return false
    tellRefusals()
    return true
  }

  return {
    resume(pair) {
      tellRefusals()
      const record = holder.record()
      if (record.state !== 'unpaired' || record.joining === undefined) return
      holder.show({ step: 'working', role: 'joiner' }, 'quietly')
      joiner = createJoiner(deps, pair, record.joining)
    },
    async join(link, as) {
      if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
      const pair = await holder.keyPair()
      // A pairing that is under way goes on until this link has shown itself to be of use; it may even get there first.
      const read = await readInvite(deps, pair, link, as)
      if (!read.ok) return read
      await turnDown()
      await holder.change(moves.joining(read.joining))
      if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
      holder.show({ step: 'working', role: 'joiner' })
      joiner = createJoiner(deps, pair, read.joining)
      return { ok: true }
    },
    sayYes: async () => (await joiner?.sayYes()) === true,
    turnDown,
    drop,
    stop() {
      drop()
      for (const refuser of refusers.values()) refuser.stop()
      refusers.clear()
    },
  }
}
