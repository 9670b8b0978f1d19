/** What a couple's command needs beyond the rules themselves: the ten seconds in which a reaching out can be undone, and
 *  how often one may press. Rules: TURN-10, SEAL-6a (held actions survive a killed worker), SIG-3. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Random, Stop } from '@porchlight/shared/capabilities'
import { copyOf } from '@porchlight/shared/copy-of'
import { type Command, execute } from '@porchlight/shared/domain/command'
import type { Outcome, Refusal } from '@porchlight/shared/domain/outcome'
import type { Roster } from '@porchlight/shared/domain/roster'
import { pressAllowed, pressesPerDay } from '@porchlight/shared/domain/signal'
import { createSerialQueue } from '@porchlight/shared/serial-queue'
import type { Held } from '@porchlight/shared/sync/pending-record'
import type { CoupleSession } from '../session/couple-session.ts'
import type { HeldAction } from '../port/port.ts'
import type { ServerClock } from '../server/server-clock.ts'

export interface CoupleActsDeps {
  clock: ServerClock
  random: Random
  /** When this device sent a signal, ms; kept in its own settings. */
  presses: { read(): Promise<number[]>; write(presses: number[]): Promise<void> }
  /** A held command was refused when its time came: the other was faster. */
  refusedLate(reason: Refusal): void
  changed(): void
}

export interface CoupleActs {
  /** Undefined where the session ended before the document was read: nothing was written, the next one is to be asked. */
  run(command: Command): Promise<Outcome | undefined>
  undo(id: string): Promise<{ ok: boolean }>
  held(): HeldAction[]
  /** What is held leaves now, undone by nobody. */
  release(): void
  stop: Stop
}

export const holdMs = 10_000

type Holdable = Extract<Command, { kind: 'reach-out' | 'invite' }>

export function createCoupleActs(
  deps: CoupleActsDeps,
  session: CoupleSession,
  device: string,
  roster: Roster,
): CoupleActs {
  const { clock, random } = deps
  const { inner, sealed } = session
  const timers = new Map<string, Stop>()
  /** What each held act does when its time comes. */
  const leavings = new Map<string, () => void>()
  const presses = createSerialQueue()
  let stopped = false

  const context = () => ({ device, roster, now: clock.now(), random })

  const now = (command: Command): Outcome => {
    const outcome = execute(inner, command, context())
    if (outcome.ok) sealed.flush()
    return outcome
  }

  const hold = async (command: Holdable): Promise<Outcome> => {
    if (heldCommands().some(({ action }) => isSameAct(action, command))) return { ok: true }
    const outcome = rehearse(command)
    if (!outcome.ok) return outcome
    const id = base64UrlFromBytes(random.bytes(8))
    const action: Held = { id, notBefore: clock.now() + holdMs, action: command }
    arm(action)
    const kept = sealed.held.put(action)
    deps.changed()
    await kept
    return outcome
  }

  /** What the rules would answer now, on a copy. */
  const rehearse = (command: Command): Outcome => {
    const copy = copyOf(inner)
    const outcome = execute(copy, command, context())
    copy.destroy()
    return outcome
  }

  const arm = ({ id, notBefore, action }: Held): void => {
    const leave = (): void => {
      timers.get(id)?.()
      timers.delete(id)
      leavings.delete(id)
      if (stopped) return
      const outcome = execute(inner, action as Holdable, context())
      // In the same tick, and before the flush: the record on disk changes both in one step.
      void sealed.held.remove(id).then(deps.changed)
      if (outcome.ok) sealed.flush()
      if (!outcome.ok) deps.refusedLate(outcome.reason)
      deps.changed()
    }
    leavings.set(id, leave)
    // A clock that jumped must not hold an act for longer than a person would wait.
    timers.set(id, clock.after(Math.min(Math.max(0, notBefore - clock.now()), holdMs), leave))
  }

  const heldCommands = (): { id: string; notBefore: number; action: Holdable }[] =>
    sealed.held.list().map((held) => ({ ...held, action: held.action as Holdable }))

  /** One press after the other, so that two tabs racing count as two. */
  const press = (command: Command): Promise<Outcome> =>
    presses.run(async () => {
      const before = await deps.presses.read()
      const allowed = pressAllowed(before, clock.now())
      if (!allowed.ok) return allowed
      const outcome = now(command)
      if (outcome.ok) await deps.presses.write([...before, clock.now()].slice(-pressesPerDay))
      return outcome
    })

  void session.opened.then(() => {
    if (!stopped) for (const held of sealed.held.list()) arm(held)
  })

  return {
    async run(command) {
      let isClosed = false
      const closed = session.closed.then(() => {
        isClosed = true
      })
      await Promise.race([session.opened, closed])
      if (isClosed) return undefined
      switch (command.kind) {
        case 'send-signal':
        case 'send-note':
          return press(command)
        case 'reach-out':
        case 'invite':
          return hold(command)
        default:
          return now(command)
      }
    },
    async undo(id) {
      const known = timers.has(id)
      timers.get(id)?.()
      timers.delete(id)
      leavings.delete(id)
      if (known) await sealed.held.remove(id)
      deps.changed()
      return { ok: known }
    },
    held: () => heldCommands().map(({ id, notBefore, action }) => ({ id, kind: action.kind, leavesAt: notBefore })),
    release() {
      for (const leave of leavings.values()) leave()
    },
    stop() {
      stopped = true
      for (const stop of timers.values()) stop()
    },
  }
}

const isSameAct = (held: Holdable, command: Holdable): boolean =>
  held.kind === command.kind && held.turn === command.turn
