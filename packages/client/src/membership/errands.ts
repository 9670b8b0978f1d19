/** What was asked of this device and needs the server: a new key after a passcode was set, recovery words that begin or end.
 *  Asked once, it is done whenever it can be, also by a restarted worker; the record holds what is left.
 *  Rules: EPOCH-6, RECOVER-1. */

import { base64UrlFromBytes, equalBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import type { Roster } from '@porchlight/shared/crypto/epoch'
import { sealRecoveryBase } from '@porchlight/shared/crypto/recovery'
import { PorchlightError } from '@porchlight/shared/errors'
import type { Errands, Keyring, WordsToCome } from '../record/device-record.ts'
import { errandsRevised } from '../record/record-moves.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import type { MovingKeys } from '../epoch/moving-keys.ts'
import { retryDelayMs } from '../server/retry-delay.ts'

export interface ErrandRunner {
  /** Writes it down, and begins. Resolves once it is written. */
  ask(change: (errands: Errands) => Errands): Promise<void>
  /** Goes on where a killed worker was. */
  resume(): void
  /** The network came back, or a person looks. */
  retryNow(): void
  stop: Stop
}

/** Words are put, then named by the roster; where the key moved in between they are put again. */
const wordsRounds = 5

export function createErrandRunner(holder: SessionHolder, keys: Pick<MovingKeys, 'move' | 'follow'>): ErrandRunner {
  const { clock, random, log } = holder.deps
  let cancelRetry: Stop | undefined
  let failures = 0
  let isStopped = false

  const errands = (): Errands => {
    const record = holder.record()
    return (record.state === 'couple' ? record.errands : undefined) ?? {}
  }

  const change = async (revised: (errands: Errands) => Errands): Promise<void> => {
    await holder.change(errandsRevised(revised))
    holder.changed()
  }

  const run = async (): Promise<void> => {
    cancelRetry?.()
    cancelRetry = undefined
    if (isStopped) return
    try {
      const { words, dropWords, newKey } = errands()
      if (words !== undefined) {
        await putWords(words)
        await change((now) => (now.words === words ? without(now, 'words') : now))
      }
      if (dropWords === true) {
        await keys.move(({ epoch, person }) => {
          const recovery = withoutMine(epoch.roster, person)
          return recovery.length === epoch.roster.recovery.length ? undefined : { reason: 'recover', recovery }
        })
        await change((now) => without(now, 'dropWords'))
      }
      if (newKey === true) {
        await keys.move(() => ({ reason: 'lock' }))
        await change((now) => without(now, 'newKey'))
      }
      failures = 0
    } catch (cause) {
      if (!(cause instanceof PorchlightError)) throw cause
      log('Something asked for waits for the server.', cause)
      if (isStopped || holder.record().state !== 'couple') return
      cancelRetry = clock.after(retryDelayMs(failures++, cause.code, random), runQueued)
    }
  }

  const runQueued = (): void => {
    holder.exclusive(run).catch((cause: unknown) => log('Something asked for failed.', cause))
  }

  /** The server first, or the roster would name words it does not know; then the roster, or nobody would believe them. */
  const putWords = async (words: WordsToCome): Promise<void> => {
    for (let round = 1; !isNamed(words); round += 1) {
      const record = holder.record()
      if (record.state !== 'couple') return
      if (holder.session() === undefined) throw new PorchlightError('busy', 'The couple is being closed.')
      if (round > wordsRounds) throw new PorchlightError('epoch-moved', 'The key moved too often.')
      try {
        await holder.apiOf(record.keyring).putRecovery({
          id: base64UrlFromBytes(words.id),
          authHash: base64UrlFromBytes(words.authHash),
          base: base64UrlFromBytes(sealRecoveryBase(random, words, record.keyring.epoch)),
          epoch: record.keyring.epoch.epoch,
        })
      } catch (cause) {
        if (!(cause instanceof PorchlightError) || cause.code !== 'epoch-moved') throw cause
        await keys.follow()
        continue
      }
      await keys.move(({ epoch, person }) => ({
        reason: 'recover',
        recovery: [...withoutMine(epoch.roster, person), { id: words.id, pub: words.pub, person }],
      }))
    }
  }

  const isNamed = ({ id }: WordsToCome): boolean => {
    const record = holder.record()
    return record.state === 'couple' && record.keyring.epoch.roster.recovery.some((line) => equalBytes(line.id, id))
  }

  return {
    async ask(revised) {
      await change(revised)
      failures = 0
      isStopped = false
      runQueued()
    },
    resume() {
      isStopped = false
      if (Object.keys(errands()).length > 0) runQueued()
    },
    retryNow() {
      if (cancelRetry !== undefined) runQueued()
    },
    stop() {
      isStopped = true
      cancelRetry?.()
      cancelRetry = undefined
    },
  }
}

function without(errands: Errands, done: keyof Errands): Errands {
  const { [done]: _, ...rest } = errands
  return rest
}

const withoutMine = ({ recovery }: Roster, person: Keyring['person']): Roster['recovery'] =>
  recovery.filter((line) => line.person !== person)
