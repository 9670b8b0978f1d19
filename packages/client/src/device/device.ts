/** One browser profile of one partner, as its screens see it: what a person asks goes in, views come out. Here its parts are put
 *  together: what it belongs to is `membership`, what a couple's command does is `acting`, what the device is asked is
 *  `device-asks`, what is seen from here is `lookout`, and what is shown of it all `screen-view`.  Rules: PRIV-1, DOM-9 */

import type { Stop } from '@porchlight/shared/capabilities'
import type { Badge } from '@porchlight/shared/domain/badge'
import type { Command } from '@porchlight/shared/domain/command'
import type { Context } from '@porchlight/shared/domain/context'
import { initialiseCouple } from '@porchlight/shared/domain/document'
import { leaveCouple } from '@porchlight/shared/domain/leave'
import type { Notice } from '@porchlight/shared/domain/notices'
import type * as Y from 'yjs'
import { type KeyringLockDeps, createKeyringLock } from '../lock/keyring-lock.ts'
import { createLocking } from '../lock/locking.ts'
import type { SealedStore } from '../lock/sealed-store.ts'
import type { Tries } from '../lock/unlock-wait.ts'
import { type Membership, type MembershipDeps, createMembership } from '../membership/membership.ts'
import type { DeviceCommand, Result } from '../port/device-command.ts'
import type { Caret, ScreenView } from '../port/port.ts'
import { type Choices, locksAfter } from '../port/settings.ts'
import { type LastLook, createSleepWatch } from '../port/sleep-watch.ts'
import type { Stored } from '../port/stored.ts'
import { type Drawer, createDrawer } from '../private/drawer.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import { createActing } from './acting.ts'
import { createAnswers } from './answers.ts'
import { refusedAtTheDoor } from './at-the-door.ts'
import { createHeldChoices } from './choices.ts'
import { coupleContext } from './couple-context.ts'
import { type DeviceAsks, createDeviceAsks } from './device-asks.ts'
import { gatherFacts } from './fault-facts.ts'
import { createRecentRefusals, faultReport } from './fault-report.ts'
import { createListeners } from './listeners.ts'
import { createLookout } from './lookout.ts'
import { type Moment, isUnreadable } from './moment.ts'
import { doorNow, momentNow } from './moment-now.ts'
import { createReading } from './reading.ts'
import { screenView } from './screen-view.ts'
import { toolbarBadge } from './toolbar-badge.ts'
import { type TraceStores, createTraces } from './traces.ts'
import { createUpkeep } from './upkeep.ts'

export interface DeviceDeps extends Omit<MembershipDeps, 'initialise' | 'withdraw' | 'keyring'>, TraceStores {
  keyring: SealedStore
  /** What this Porchlight is, for a fault report. */
  about: { version: string; browser: string }
  settings: Stored<Choices>
  /** What holds until the stored ones are read. */
  firstSettings: Choices
  /** Where the key of an unlocked keyring lies while this browser runs. */
  unlockedCopy: KeyringLockDeps['unlockedCopy']
  /** How long one try of a passcode may take before the lighter cost is taken, ms. */
  passcodePatienceMs?: number
  /** Wrong passcodes in a row. */
  unlockTries: Stored<Tries>
  /** In the browser's session memory. */
  lastLook: Stored<LastLook>
  /** How far the server's clock was from this device's at the last answer, ms (DOM-9). */
  clockOffset: Stored<{ ms: number }>
}

export type { Result } from '../port/device-command.ts'

export interface NamedCaret {
  name: string
  caret: Caret
}

export interface Device {
  load(): Promise<void>
  /** Undefined until what this device keeps has been read. */
  view(): ScreenView | undefined
  onChange(listener: () => void): Stop
  run(command: Command | DeviceCommand): Promise<Result>
  /** What is private (PRIV-1). */
  drawer: Drawer
  /** The couple's document, for the editor. */
  inner(): Y.Doc | undefined
  /** Counts fresh documents (DOC-4). */
  gen(): number | undefined
  /** An edit of a document that a fresh one has replaced. */
  takeLate(old: Y.Doc, update: Uint8Array): void
  carets(): NamedCaret[]
  onCarets(listener: (carets: NamedCaret[]) => void): Stop
  setCaret(caret: Caret | null): void
  /** The lamp on the toolbar; undefined until what this device keeps has been read. */
  badge(): Badge | undefined
  /** Something arrived that may be told outside Porchlight, if notices were chosen here. */
  onNotice(listener: (notice: Notice) => void): Stop
  /** An alarm: try the network again if it is time, tidy, look at the clock. */
  wake(): void
  /** A person looks, or the network came back: try the network at once. */
  attend(): void
  /** Nobody has touched the computer for a while, or its screen was locked. */
  away(): void
  /** Ends everything that runs; what is on disk stays. */
  stop(): Promise<void>
}

export function createDevice(deps: DeviceDeps): Device {
  const { clock } = deps
  const changes = createListeners()
  const caretsMoved = createListeners<NamedCaret[]>()
  let isTold = false

  /** Many changes in one turn are one: screens and toolbar follow once. */
  const changed = (): void => {
    if (isTold) return
    isTold = true
    queueMicrotask(() => {
      isTold = false
      lookout.look()
      answers.follow()
      changes.tell()
    })
  }

  const traces = createTraces(deps)
  const choices = createHeldChoices(deps.settings, deps.firstSettings, changed)
  const lock = createKeyringLock({ ...deps, store: deps.keyring, tries: deps.unlockTries })
  const context = (): Context => coupleContext(membership.record(), deps)

  const membership: Membership = createMembership(
    {
      ...deps,
      keyring: lock.keyring,
      initialise: (inner, id) => initialiseCouple(inner, { device: id, name: choices.now().name }),
      withdraw: ({ inner }) => leaveCouple(inner, context()),
    },
    {
      changed,
      clockLearned: () => void deps.clockOffset.update(() => ({ ms: clock.offsetMs() })),
      caretsChanged: () => caretsMoved.tell(carets()),
      sessionChanged() {
        acting.sessionChanged()
        void membership.session()?.opened.then(upkeep.arrive)
      },
    },
  )

  const watch = createSleepWatch(clock.device, deps.lastLook)
  const locking = createLocking({
    lock,
    sleptTooLong: () => locksAfter(choices.now(), watch.look()),
    holdsAnything: async () => membership.record().state === 'couple' || !(await drawer.isEmpty()),
    releaseHeld: () => acting.release(),
    async suspend() {
      await drawer.shut()
      await membership.suspend()
    },
    resume: () => reading.by(membership.load),
    async passcodeSet() {
      // The name typed here stands in the document, which is sealed.
      if ((lookout.view()?.myName ?? '') !== '') await choices.save({ name: '' })
      await membership.passcodeSet()
    },
    changed,
  })

  const reading = createReading({
    async read() {
      await lock.load()
      if (!locking.isShut()) await membership.load()
    },
    suspend: membership.suspend,
    isBroken: () => membership.session()?.isBroken() === true,
    lost: membership.lost,
    log: deps.log,
    changed,
  })

  const drawer = createDrawer({ ...deps, store: lock.own, begun: reading.begun, isShut: locking.isShut })
  const acting = createActing({ ...deps, membership, presses: traces.presses, changed })
  const lookout = createLookout({ clock, membership, lock, locking, choices, traces, context, changed })
  const answers = createAnswers({
    drawer,
    run: acting.run,
    view: lookout.view,
    isSaved: () => membership.session()?.saving() === 'saved',
    log: deps.log,
  })
  const upkeep = createUpkeep({ membership, acting, lookout, choices, traces, context })
  const recent = createRecentRefusals(clock.device)
  const report = async (): Promise<string> =>
    faultReport(await gatherFacts({ ...deps, membership, choices, lock, missing: reading.missing, recent }))
  const parts = { membership, lock, locking, choices, traces, acting, lookout, reading }
  const asks = createDeviceAsks({ ...deps, ...parts, answers, drawer, context, report, changed })
  const moment = (): Moment => momentNow({ clock, ...parts })

  const carets = (): NamedCaret[] => {
    const name = lookout.view()?.otherName ?? ''
    return (membership.session()?.presence.carets() ?? []).map((caret) => ({ name, caret }))
  }

  /** Let in, and not a word since, not even a name: they may have turned it down (PAIR-6). */
  const lookForTheSilent = (): void => {
    const view = lookout.view()
    if (view?.otherJoined === true && view.otherName === '') membership.lookWhoIsHere()
  }

  const run = async (command: Command | DeviceCommand): Promise<Result> => {
    await reading.begun
    const reason = refusedAtTheDoor(command.kind, doorNow(parts), reading.missing())
    if (reason !== undefined) return { ok: false, reason }
    try {
      if (isAskedOfDevice(asks, command)) return await askDevice(asks, command)
      return await (command.kind === 'be-ready' ? answers.beReady(command) : acting.run(command))
    } catch (cause) {
      return { ok: false, reason: deviceRefusalFromError(cause) }
    }
  }

  return {
    async load() {
      await choices.load()
      await traces.load()
      clock.restore((await deps.clockOffset.read()).ms)
      await watch.load()
      await reading.begin()
      changed()
    },
    view: () => screenView(moment()),
    badge: () => toolbarBadge(moment()),
    onNotice: lookout.onNotice,
    onChange: changes.add,
    async run(command) {
      const result = await run(command)
      if (!result.ok) recent.note(result.reason)
      return result
    },
    drawer,
    inner: () => membership.session()?.inner,
    gen: () => membership.session()?.gen,
    takeLate: membership.takeLate,
    carets,
    onCarets: caretsMoved.add,
    setCaret: (caret) => membership.session()?.presence.setCaret(caret),
    wake() {
      if (locking.isShut()) return changed()
      if (isUnreadable(reading.missing())) void reading.again()
      membership.session()?.retryIfDue()
      lookForTheSilent()
      upkeep.tidyUp()
      changed()
    },
    attend() {
      if (isUnreadable(reading.missing())) void reading.again()
      membership.attend()
      lookForTheSilent()
    },
    away() {
      void reading.begun.then(() => (choices.now().autoLockMinutes === null ? undefined : locking.shut()))
    },
    async stop() {
      lookout.stop()
      acting.stop()
      changes.clear()
      await membership.stop()
    },
  }
}

const isAskedOfDevice = (asks: DeviceAsks, command: Command | DeviceCommand): command is DeviceCommand =>
  Object.hasOwn(asks, command.kind)

/** The table's type says that each kind meets its own entry. */
const askDevice = (asks: DeviceAsks, command: DeviceCommand): Promise<Result> =>
  (asks[command.kind] as (command: DeviceCommand) => Promise<Result>)(command)
