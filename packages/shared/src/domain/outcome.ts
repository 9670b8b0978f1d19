/** How a command ends: done, or refused with a reason and nothing written (DOM-8). */

export type Refusal =
  | 'stale-turn'
  | 'resting'
  | 'no-agreement'
  | 'not-holder'
  | 'is-holder'
  | 'no-window'
  | 'text-changed'
  | 'text-unfit'
  | 'already-open'
  | 'invite-later'
  | 'not-found'
  | 'already-closed'
  | 'not-this-device'
  | 'too-soon'
  | 'enough-today'
  | 'ritual-changed'
  | 'enough-rituals'
  | 'table-full'
  | 'not-ready'
  | 'empty'
  | 'too-long'
  | 'bad-value'
  | 'read-only'

export type Outcome = { ok: true } | { ok: false; reason: Refusal }

export const done: Outcome = { ok: true }

export function refused(reason: Refusal): Outcome {
  return { ok: false, reason }
}
