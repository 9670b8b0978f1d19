/** Moving on without the other partner, once nobody is left of their devices at the server: they left, or were let in and said
 *  that the words differ.  Rules: LEAVE-1, PAIR-6 */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import type { CoupleInfo } from '@porchlight/shared/wire/api'
import type { Keyring } from '../record/device-record.ts'
import { retryDelayMs } from '../server/retry-delay.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import type { EpochChange } from './epochs.ts'
import { unknownMembers } from './server-behind.ts'

export interface MovingOn {
  /** The other partner's last word was that they leave. */
  otherLeft(): void
  /** Whether the other has gone without a word. */
  lookWhoIsHere(): void
  stop: Stop
}

/** @param move moves the couple to a new key, where one is wanted */
export function createMovingOn(
  holder: SessionHolder,
  move: (changeFor: (keyring: Keyring) => EpochChange | undefined) => Promise<void>,
): MovingOn {
  const { clock, random, log } = holder.deps
  let state: { state: 'resting' | 'moving' } | { state: 'waiting'; cancel: Stop } = { state: 'resting' }

  const stop = (): void => {
    if (state.state !== 'waiting') return
    state.cancel()
    state = { state: 'resting' }
  }

  const leaveOut = async (isLeft: (keyring: Keyring, info: CoupleInfo) => boolean): Promise<void> => {
    const record = holder.record()
    if (record.state !== 'couple' || activeOfOther(record.keyring).length === 0) return
    const info = await holder.apiOf(record.keyring).couple()
    if (!isLeft(record.keyring, info)) return
    await move((keyring) => {
      const revoke = activeOfOther(keyring).map(({ id }) => id)
      return revoke.length === 0 ? undefined : { reason: 'revoke', revoke }
    })
  }

  const moveOn = async (isLeft: (keyring: Keyring, info: CoupleInfo) => boolean, failures = 0): Promise<void> => {
    if (state.state === 'moving') return
    stop()
    state = { state: 'moving' }
    try {
      await holder.exclusive(() => leaveOut(isLeft))
      state = { state: 'resting' }
    } catch (cause) {
      log('Who left could not be left out yet.', cause)
      const again = (): void => void moveOn(isLeft, failures + 1)
      state =
        cause instanceof PorchlightError
          ? { state: 'waiting', cancel: clock.after(retryDelayMs(failures, cause.code, random), again) }
          : { state: 'resting' }
    }
  }

  return {
    otherLeft: () => void moveOn(() => true),
    lookWhoIsHere: () => void moveOn(isNobodyLeft),
    stop,
  }
}

/** The server knows none of the other's devices any more. */
function isNobodyLeft(keyring: Keyring, info: CoupleInfo): boolean {
  const unknown = new Set(unknownMembers(keyring, info))
  return activeOfOther(keyring).every(({ id }) => unknown.has(base64UrlFromBytes(id)))
}

const activeOfOther = ({ epoch, person }: Keyring) =>
  epoch.roster.devices.filter((device) => device.person !== person && device.gone === undefined)
