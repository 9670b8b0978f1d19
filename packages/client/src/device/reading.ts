/** Reading what this device keeps, and reading it again: a disk that was full or busy may give it all the same. What cannot be
 *  read is not the same as nothing.
 *
 *    unread ──► read ◄──► unreadable, newer          given up: any ──► read
 *
 *  Rule: LOCK-2 */

import { PorchlightError } from '@porchlight/shared/errors'
import type { Missing } from './moment.ts'

export interface ReadingDeps {
  /** Throws PorchlightError where it cannot be read. */
  read(): Promise<void>
  /** Lets go of what is in memory. */
  suspend(): Promise<void>
  /** The keyring could be read, the copy of the document cannot. */
  isBroken(): boolean
  lost(): Missing | undefined
  log(message: string, cause?: unknown): void
  changed(): void
}

export interface Reading {
  /** The first time, when the worker begins. */
  begin(): Promise<void>
  hasBegun(): boolean
  /** Resolves once it has. */
  begun: Promise<void>
  /** Reads by `act`, and remembers whether it went. */
  by(act: () => Promise<void>): Promise<void>
  /** All of it once more; two who ask at once share one. */
  again(): Promise<void>
  missing(): Missing | undefined
  /** What could not be read is no more. */
  givenUp(): void
}

export function createReading(deps: ReadingDeps): Reading {
  let state: 'unread' | 'read' | 'unreadable' | 'newer' = 'unread'
  let again: Promise<void> | undefined
  let tellBegun: () => void
  const begun = new Promise<void>((resolve) => (tellBegun = resolve))

  const by: Reading['by'] = async (act) => {
    try {
      await act()
      state = 'read'
    } catch (cause) {
      if (!(cause instanceof PorchlightError)) throw cause
      deps.log('What this device keeps could not be read.', cause)
      state = cause.code === 'unknown-version' ? 'newer' : 'unreadable'
    }
  }

  const readAgain = async (): Promise<void> => {
    if (state === 'read') state = 'unreadable'
    try {
      await deps.suspend()
      await by(deps.read)
    } finally {
      again = undefined
      deps.changed()
    }
  }

  return {
    async begin() {
      await by(deps.read)
      tellBegun()
    },
    hasBegun: () => state !== 'unread',
    begun,
    by,
    again() {
      if (state === 'unread') return Promise.resolve()
      again ??= readAgain()
      return again
    },
    missing() {
      if (state === 'newer') return { what: 'newer' }
      return state === 'unreadable' || deps.isBroken() ? { what: 'unreadable' } : deps.lost()
    },
    givenUp() {
      state = 'read'
    },
  }
}
