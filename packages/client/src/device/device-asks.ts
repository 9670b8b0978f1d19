/** What a device is asked, and what it does then: one entry for each kind of `device-command`. Taking one out takes out its
 *  entry, its kind and its button.  Rules: LOCK-1, LOCK-2, LEAVE-2, PAIR, PRIV-1, RECOVER-1, SIG-4 */

import type { Context } from '@porchlight/shared/domain/context'
import { exportCouple } from '@porchlight/shared/domain/export-json'
import { factsOf } from '@porchlight/shared/domain/facts'
import { cleanLine, fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { Locking } from '../lock/locking.ts'
import type { Membership, MembershipDeps } from '../membership/membership.ts'
import type { DeviceCommand, Result } from '../port/device-command.ts'
import { serverUrlFrom } from '../server/server-url.ts'
import type { Drawer } from '../private/drawer.ts'
import type { Acting } from './acting.ts'
import type { Answers } from './answers.ts'
import type { HeldChoices } from './choices.ts'
import type { Lookout } from './lookout.ts'
import { isUnreadable } from './moment.ts'
import type { Reading } from './reading.ts'
import type { Traces } from './traces.ts'

export interface DeviceAsksDeps extends Pick<MembershipDeps, 'createApi' | 'deviceLabel'> {
  membership: Membership
  locking: Locking
  choices: HeldChoices
  traces: Traces
  drawer: Drawer
  acting: Acting
  lookout: Lookout
  reading: Reading
  answers: Pick<Answers, 'forget'>
  context(): Context
  /** Lines of text, of ours alone. */
  report(): Promise<string>
  changed(): void
}

export type DeviceAsks = {
  [K in DeviceCommand['kind']]: (command: Extract<DeviceCommand, { kind: K }>) => Promise<Result>
}

export function createDeviceAsks(deps: DeviceAsksDeps): DeviceAsks {
  const { membership, locking, choices, traces, drawer, acting, lookout, reading } = deps

  const named = async (name: string, ask: (line: string) => Promise<Result>): Promise<Result> => {
    const line = cleanLine(name)
    if (line === '') return { ok: false, reason: 'no-name' }
    if (!fitsIn(limits.name, line)) return { ok: false, reason: 'too-long' }
    await choices.save({ name: line })
    return ask(line)
  }

  const at = async (server: string, ask: (address: string) => Promise<Result>): Promise<Result> => {
    const address = serverUrlFrom(server)
    return address === undefined ? { ok: false, reason: 'unreachable' } : ask(address)
  }

  /** Throws as the API does where it is no Porchlight. */
  const meet = async (address: string): Promise<void> => void (await deps.createApi({ server: address }).info())

  /** After the couple's keys, what this device remembers of it goes as well: the name typed here, the marks and counts. */
  const thenForget = async (going: Promise<Result>): Promise<Result> => {
    const result = await going
    if (result.ok) await Promise.all([choices.forget(), traces.forget()])
    return result
  }

  /** An answer that waited for the other waits for nobody any more. */
  const endThenForget = async (going: Promise<Result>): Promise<Result> => {
    const result = await thenForget(going)
    if (result.ok) await deps.answers.forget()
    return result
  }

  return {
    'check-server': ({ server }) =>
      at(server, async (address) => {
        await meet(address)
        return { ok: true, value: address }
      }),
    'light-porch': ({ name, server, signUpCode }) =>
      named(name, () =>
        at(server, async (address) => {
          await choices.save({ server: address })
          return membership.lightPorch(address, signUpCode)
        }),
      ),
    'new-invite': () => membership.newInvite(),
    'cancel-invite': () => membership.cancelInvite(),
    join: ({ name, link, label = deps.deviceLabel }) =>
      name === undefined
        ? membership.join(link, { name: '', label })
        : named(name, (line) => membership.join(link, { name: line, label })),
    'add-device': () => membership.addDevice(),
    'remove-device': ({ id }) => membership.removeDevice(id),
    'confirm-words': () => membership.confirmWords(),
    'reject-words': () => membership.rejectWords(),
    'stop-joining': () => membership.stopJoining(),
    async seen() {
      const view = lookout.view()
      // What was seen stays so where nothing can be read yet.
      if (view === undefined) return { ok: true }
      acting.missedSeen()
      // Ids that left the document are forgotten here as well.
      await traces.see([...view.signals, ...view.invitationsToMe].map(({ id }) => id))
      deps.changed()
      return { ok: true }
    },
    undo: ({ held }) => acting.undo(held),
    async 'set-settings'({ settings }) {
      await choices.save(settings)
      return { ok: true }
    },
    async export() {
      const session = membership.session()
      if (session === undefined) return { ok: false, reason: 'not-paired' }
      await session.opened
      const { device, roster, now } = deps.context()
      const isoOf = (ms: number): string => new Date(ms).toISOString()
      return {
        ok: true,
        value: JSON.stringify(exportCouple(factsOf(session.inner, roster), device, now, isoOf), null, 2),
      }
    },
    leave: () => endThenForget(membership.leave()),
    erase: () => endThenForget(membership.erase()),
    async wipe() {
      const wiped = await thenForget(membership.wipe())
      if (wiped.ok) reading.givenUp()
      await drawer.shut()
      return wiped
    },
    'forget-couple': () => endThenForget(membership.forgetCouple()),
    'put-in-drawer': ({ entries }) => drawer.put(entries),
    'take-from-drawer': ({ ids }) => drawer.remove(ids),
    async 'look-again'() {
      if (isUnreadable(reading.missing())) await reading.again()
      drawer.readAgain()
      return isUnreadable(reading.missing()) ? { ok: false, reason: 'unreadable' } : { ok: true }
    },
    async 'let-go'() {
      // What a newer Porchlight wrote is not lost.
      if (reading.missing()?.what !== 'unreadable') return { ok: false, reason: 'failed' }
      const gone = await membership.letGo()
      if (gone.ok) reading.givenUp()
      deps.changed()
      return gone
    },
    report: async () => ({ ok: true, value: await deps.report() }),
    ...locking.asks,
    'prepare-recovery': async () => membership.prepareRecovery(),
    'confirm-recovery': ({ answers }) => membership.confirmRecovery(answers),
    async 'forget-recovery'() {
      membership.forgetPrepared()
      return { ok: true }
    },
    'remove-recovery': () => membership.removeRecovery(),
    recover({ server, words, name, label = deps.deviceLabel }) {
      const recover = (): Promise<Result> =>
        at(server, async (address) => {
          await meet(address)
          await choices.save({ server: address })
          return membership.recover(address, words, { label, introduce: name !== undefined })
        })
      return name === undefined ? recover() : named(name, recover)
    },
  }
}
