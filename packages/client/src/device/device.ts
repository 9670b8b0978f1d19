/** One browser profile of one partner, as its screens see it: answers commands, shows views. What it belongs to is
 *  `membership`, what a couple's command needs is `couple-acts`; here they meet this device's own choices (PRIV-1). */

import type { Stop } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Command } from '@porchlight/shared/domain/command'
import { cleanLine, fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { type Badge, thinAfterMs } from '@porchlight/shared/domain/badge'
import { exportCouple } from '@porchlight/shared/domain/export-json'
import { initialiseCouple } from '@porchlight/shared/domain/document'
import { leaveCouple } from '@porchlight/shared/domain/leave'
import { factsOf } from '@porchlight/shared/domain/facts'
import { type Notice, noticesBetween } from '@porchlight/shared/domain/notices'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import { PorchlightError } from '@porchlight/shared/errors'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import { tidy, tidyIsDue } from '@porchlight/shared/domain/tidy'
import { type CoupleView, coupleView } from '@porchlight/shared/domain/view'
import * as Y from 'yjs'
import { createHeldChoices } from './choices.ts'
import { type CoupleActs, createCoupleActs } from './couple-acts.ts'
import { type Facts, createRecentRefusals, faultReport } from './fault-report.ts'
import type { CoupleSession } from '../session/couple-session.ts'
import type { DeviceCommand, Result } from '../port/device-command.ts'
import { type Keyring, keyringOf, rosterOf } from '../record/device-record.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import { type LastLook, createSleepWatch } from '../port/sleep-watch.ts'
import { type KeyringLockDeps, createKeyringLock } from '../lock/keyring-lock.ts'
import { createLocking } from '../lock/locking.ts'
import { type Membership, type MembershipDeps, createMembership } from '../membership/membership.ts'
import type { Caret, ScreenView } from '../port/port.ts'
import { type Choices, locksAfter } from '../port/settings.ts'
import type { Stored } from '../port/stored.ts'
import { type Door, type Missing, type Moment, quietness } from './moment.ts'
import { screenView } from './screen-view.ts'
import { serverUrlFrom } from '../server/server-url.ts'
import { toolbarBadge } from './toolbar-badge.ts'
import { type TraceStores, createTraces } from './traces.ts'
import type { Tries } from '../lock/unlock-wait.ts'

export interface DeviceDeps extends Omit<MembershipDeps, 'initialise' | 'withdraw'>, TraceStores {
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

export interface Device {
  load(): Promise<void>
  /** Undefined until what this device keeps has been read. */
  view(): ScreenView | undefined
  onChange(listener: () => void): Stop
  run(command: Command | DeviceCommand): Promise<Result>
  /** The couple's document, for the editor. */
  inner(): Y.Doc | undefined
  /** Counts fresh documents (DOC-4). */
  gen(): number | undefined
  /** An edit of a document that a fresh one has replaced. */
  takeLate(old: Y.Doc, update: Uint8Array): void
  carets(): { name: string; caret: Caret }[]
  onCarets(listener: (carets: { name: string; caret: Caret }[]) => void): Stop
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

/** A timer longer than this would overflow; looking twice a day costs nothing. */
const longestTickMs = 12 * 3_600_000

export function createDevice(deps: DeviceDeps): Device {
  const { clock, random } = deps
  const changeListeners = new Set<() => void>()
  const noticeListeners = new Set<(notice: Notice) => void>()
  const caretListeners = new Set<(carets: { name: string; caret: Caret }[]) => void>()
  let acts: CoupleActs | undefined
  let view: CoupleView | undefined
  let cancelTick: Stop = () => {}
  let missed: Refusal | undefined
  let lastNoticeAt: number | undefined
  let announced = false
  let tellLoaded: () => void
  const whenLoaded = new Promise<void>((resolve) => (tellLoaded = resolve))
  let loaded = false
  /** What lies here could not be read; that is not the same as nothing (LOCK-2). */
  let unreadable: false | 'unreadable' | 'newer' = false
  let reading: Promise<void> | undefined

  /** Many changes in one turn are one: screens and toolbar follow once. */
  const changed = (): void => {
    if (announced) return
    announced = true
    queueMicrotask(() => {
      announced = false
      look()
      for (const listener of changeListeners) listener()
    })
  }

  const traces = createTraces(deps)
  const choices = createHeldChoices(deps.settings, deps.firstSettings, changed)
  const lock = createKeyringLock({ ...deps, store: deps.keyring, tries: deps.unlockTries })

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
      caretsChanged: () => {
        for (const listener of caretListeners) listener(device.carets())
      },
      sessionChanged() {
        acts?.stop()
        const session = membership.session()
        const keyring = keyringNow()
        acts =
          session === undefined || keyring === undefined
            ? undefined
            : createCoupleActs(
                {
                  clock,
                  random,
                  presses: traces.presses,
                  refusedLate: (reason) => {
                    missed = reason
                  },
                  changed,
                },
                session,
                base64UrlFromBytes(keyring.deviceId),
                rosterOf(keyring),
              )
        void session?.opened.then(arrive)
      },
    },
  )

  const recent = createRecentRefusals(clock.device)
  const watch = createSleepWatch(clock.device, deps.lastLook)
  const locking = createLocking({
    lock,
    sleptTooLong: () => locksAfter(choices.now(), watch.look()),
    isPaired: () => membership.record().state === 'couple',
    releaseHeld: () => acts?.release(),
    suspend: membership.suspend,
    resume: () => tryingToRead(membership.load),
    async passcodeSet() {
      // The name typed here stands in the document, which is sealed.
      if (view !== undefined && view.myName !== '') await choices.save({ name: '' })
      await membership.passcodeSet()
    },
    changed: () => changed(),
  })

  const keyringNow = (): Keyring | undefined => keyringOf(membership.record())

  const context = () => {
    const keyring = keyringNow()
    if (keyring === undefined) throw new TypeError('no couple here')
    return { device: base64UrlFromBytes(keyring.deviceId), roster: rosterOf(keyring), now: clock.now(), random }
  }

  const viewNow = ({ inner }: CoupleSession): CoupleView => {
    const { device: id, roster, now } = context()
    return coupleView(factsOf(inner, roster), id, now)
  }

  const offlineForMs = (): number => {
    const since = membership.session()?.offlineSince()
    return since === undefined ? 0 : Math.max(0, clock.now() - since)
  }

  /** Looks at the couple's document as it is now, and again when time alone will have changed it (DOM-6). */
  const look = (): void => {
    cancelTick()
    const session = membership.session()
    const before = view
    const readable = !locking.isShut() && session?.isReadable() === true
    view = readable ? viewNow(session) : undefined
    const nextTryAt = lock.nextTryAt()
    if (locking.isShut() && nextTryAt !== undefined) {
      cancelTick = clock.after(nextTryAt - clock.device.now(), changed)
    }
    if (view === undefined) return
    if (view.otherLeft === true) membership.otherLeft()
    tellNotices(before, view)
    const offline = offlineForMs()
    const thinInMs = offline > 0 && offline < thinAfterMs ? thinAfterMs - offline : longestTickMs
    const changeInMs = (view.changesAt ?? Number.POSITIVE_INFINITY) - clock.now()
    cancelTick = clock.after(Math.max(1_000, Math.min(thinInMs, changeInMs, longestTickMs)), changed)
  }

  const tellNotices = (before: CoupleView | undefined, after: CoupleView): void => {
    if (!choices.now().notices) return
    const now = clock.now()
    const options = {
      ...quietness({ seen: traces.seen(), choices: choices.now() }),
      now,
      ...(lastNoticeAt === undefined ? {} : { lastNoticeAt }),
    }
    for (const notice of noticesBetween(before, after, options)) {
      lastNoticeAt = now
      for (const listener of noticeListeners) listener(notice)
    }
  }

  /** The document is here: say who this is, and clear away what is over. */
  const arrive = (): void => {
    look()
    introduce()
    tidyUp()
  }

  /** Says this person's name: where none is known yet, or where they have just joined and are called otherwise. */
  const introduce = (): void => {
    const record = membership.record()
    const { name } = choices.now()
    if (record.state !== 'couple' || view === undefined || name === '') return
    const isNew = record.introduce === true && view.myName !== name
    if (isNew || view.myName === '') void acts?.run({ kind: 'set-name', name })
    membership.introduced()
  }

  /** At most once an hour (DOM-6). */
  const tidyUp = (): void => {
    const session = membership.session()
    if (session === undefined || session.sealed.status().state !== 'open') return
    if (membership.record().state !== 'couple' || !tidyIsDue(traces.tidiedAt(), clock.now())) return
    traces.tidied(clock.now())
    tidy(session.inner, context())
  }

  const rememberSeen = async (): Promise<void> => {
    // What was seen stays so where nothing can be read yet.
    if (view === undefined) return
    const present = [...view.signals, ...view.invitationsToMe].map(({ id }) => id)
    missed = undefined
    await traces.see(present)
    changed()
  }

  /** Let in, and not a word since, not even a name: they may have turned it down (PAIR-6). */
  const isOtherSilent = (): boolean => view?.otherJoined === true && view.otherName === ''

  const named = async (name: string, act: (line: string) => Promise<Result>): Promise<Result> => {
    const line = cleanLine(name)
    if (line === '') return { ok: false, reason: 'no-name' }
    if (!fitsIn(limits.name, line)) return { ok: false, reason: 'too-long' }
    await choices.save({ name: line })
    return act(line)
  }

  /** After the couple's keys, what this device remembers of it goes as well: the name typed here, the marks and counts. */
  const thenForget = async (going: Promise<Result>): Promise<Result> => {
    const result = await going
    if (!result.ok) return result
    await Promise.all([choices.forget(), traces.forget()])
    return result
  }

  /** Deleting one of these deletes its line, its kind in `device-command.ts` and its button. */
  const acting: { [K in DeviceCommand['kind']]: (command: Extract<DeviceCommand, { kind: K }>) => Promise<Result> } = {
    'check-server': async ({ server }) => {
      const address = serverUrlFrom(server)
      if (address === undefined) return { ok: false, reason: 'unreachable' }
      await deps.createApi({ server: address }).info()
      return { ok: true, value: address }
    },
    'light-porch': ({ name, server, signUpCode }) =>
      named(name, async () => {
        const address = serverUrlFrom(server)
        if (address === undefined) return { ok: false, reason: 'unreachable' }
        await choices.save({ server: address })
        return membership.lightPorch(address, signUpCode)
      }),
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
    seen: async () => {
      await rememberSeen()
      return { ok: true }
    },
    undo: async ({ held }) =>
      (await acts?.undo(held))?.ok === true ? { ok: true } : { ok: false, reason: 'too-late' },
    'set-settings': async (command) => {
      await choices.save(command.settings)
      return { ok: true }
    },
    export: async () => {
      const session = membership.session()
      if (session === undefined) return { ok: false, reason: 'not-paired' }
      await session.opened
      const { device: id, roster, now } = context()
      const isoOf = (at: number): string => new Date(at).toISOString()
      return { ok: true, value: JSON.stringify(exportCouple(factsOf(session.inner, roster), id, now, isoOf), null, 2) }
    },
    leave: () => thenForget(membership.leave()),
    erase: () => thenForget(membership.erase()),
    wipe: async () => {
      const wiped = await thenForget(membership.wipe())
      if (wiped.ok) unreadable = false
      return wiped
    },
    'look-again': async () => {
      if (lostNow() === 'unreadable') await readAgain()
      return lostNow() === 'unreadable' ? { ok: false, reason: 'unreadable' } : { ok: true }
    },
    'let-go': async () => {
      if (lostNow() !== 'unreadable' || unreadable === 'newer') return { ok: false, reason: 'failed' }
      const gone = await membership.letGo()
      if (gone.ok) unreadable = false
      changed()
      return gone
    },
    ...locking.acts,
    report: async () => ({ ok: true, value: faultReport(await factsNow()) }),
    'prepare-recovery': async () => membership.prepareRecovery(),
    'confirm-recovery': ({ answers }) => membership.confirmRecovery(answers),
    'forget-recovery': async () => {
      membership.forgetPrepared()
      return { ok: true }
    },
    'remove-recovery': () => membership.removeRecovery(),
    recover: ({ server, words, name, label = deps.deviceLabel }) => {
      const recover = async (): Promise<Result> => {
        const address = serverUrlFrom(server)
        if (address === undefined) return { ok: false, reason: 'unreachable' }
        await deps.createApi({ server: address }).info()
        await choices.save({ server: address })
        return membership.recover(address, words, { label, introduce: name !== undefined })
      }
      return name === undefined ? recover() : named(name, recover)
    },
  }

  /** What may be asked of a locked device. */
  const whileShut: ReadonlySet<string> = new Set(['unlock', 'lock', 'wipe'] satisfies DeviceCommand['kind'][])

  /** And of one that cannot read what it keeps. */
  const whileUnreadable: ReadonlySet<string> = new Set([
    'wipe',
    'look-again',
    'let-go',
    'set-settings',
    'seen',
    'report',
  ] satisfies DeviceCommand['kind'][])

  const read = (): Promise<void> =>
    tryingToRead(async () => {
      await lock.load()
      if (!locking.isShut()) await membership.load()
    })

  const tryingToRead = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act()
      unreadable = false
    } catch (cause) {
      if (!(cause instanceof PorchlightError)) throw cause
      deps.log('What this device keeps could not be read.', cause)
      unreadable = cause.code === 'unknown-version' ? 'newer' : 'unreadable'
    }
  }

  /** A disk that was full or busy may give it all the same. */
  const readAgain = (): Promise<void> => {
    unreadable ||= 'unreadable'
    reading ??= membership
      .suspend()
      .then(read)
      .finally(() => {
        reading = undefined
        changed()
      })
    return reading
  }

  const lostNow = (): 'gone' | 'ended-gone' | 'unreadable' | undefined =>
    unreadable !== false || membership.session()?.isBroken() === true ? 'unreadable' : membership.lost()?.what

  /** A press that meets a change of key is carried over to the session that follows. */
  const runOnCouple = async (command: Command): Promise<Result> => {
    for (let asked: CoupleActs | undefined; acts !== asked; ) {
      if (acts === undefined) return { ok: false, reason: 'not-paired' }
      asked = acts
      const outcome = await asked.run(command)
      if (outcome !== undefined) return outcome
      await pause()
    }
    return { ok: false, reason: 'failed' }
  }

  /** Until what is under way in this turn is done: a session that closes has its follower then. */
  const pause = (): Promise<void> => new Promise((resume) => clock.after(50, resume))

  const isForDevice = (command: Command | DeviceCommand): command is DeviceCommand =>
    Object.hasOwn(acting, command.kind)

  /** Counts and words of ours alone. */
  const factsNow = async (): Promise<Facts> => {
    const record = membership.record()
    const session = membership.session()
    const lost = lostNow()
    const server = keyringNow()?.server ?? choices.now().server
    const answer = await deps
      .createApi({ server })
      .info()
      .catch((cause: unknown) => (cause instanceof PorchlightError ? cause.code : 'internal'))
    const keyring = keyringNow()
    return {
      ...deps.about,
      server: typeof answer === 'string' ? { silent: answer } : { version: answer.server },
      state: `${record.state}${lost === undefined ? '' : `, ${lost}`}`,
      passcode: lock.state() !== 'none',
      refusals: recent.list(),
      now: clock.device.now(),
      ...(session === undefined || keyring === undefined
        ? {}
        : {
            saving: session.saving(),
            epoch: keyring.epoch,
            devices: devicesIn(keyring),
            entries: { count: entriesOf(session.outer).length, bytes: Y.encodeStateAsUpdate(session.outer).length },
          }),
    }
  }

  const runNow = async (command: Command | DeviceCommand): Promise<Result> => {
    await whenLoaded
    if (locking.isShut() && !whileShut.has(command.kind)) return { ok: false, reason: 'locked' }
    if (lostNow() === 'unreadable' && !whileUnreadable.has(command.kind)) return { ok: false, reason: 'unreadable' }
    try {
      if (isForDevice(command)) {
        // The table's type says that each kind meets its own act.
        return await (acting[command.kind] as (command: DeviceCommand) => Promise<Result>)(command)
      }
      if (acts === undefined || membership.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
      return await runOnCouple(command)
    } catch (cause) {
      return { ok: false, reason: deviceRefusalFromError(cause) }
    }
  }

  const doorNow = (): Door => {
    if (!loaded) return { state: 'unread' }
    return locking.isShut()
      ? { state: 'shut', nextTryAt: lock.nextTryAt() }
      : { state: 'open', hasPasscode: lock.state() !== 'none' }
  }

  const missingNow = (): Missing | undefined => {
    if (unreadable === 'newer') return { what: 'newer' }
    const lost = membership.lost()
    return lostNow() === 'unreadable' ? { what: 'unreadable' } : lost
  }

  const moment = (): Moment => {
    const session = membership.session()
    return {
      now: clock.now(),
      door: doorNow(),
      choices: choices.now(),
      seen: traces.seen(),
      record: membership.record(),
      missing: missingNow(),
      pairing: membership.pairing(),
      session: session && {
        couple: view,
        saving: session.saving(),
        held: acts?.held() ?? [],
        missed,
        offlineForMs: offlineForMs(),
        cannotFollow: membership.cannotFollow(),
        recovery: membership.recovery(),
      },
    }
  }

  const device: Device = {
    async load() {
      await choices.load()
      await traces.load()
      clock.restore((await deps.clockOffset.read()).ms)
      await watch.load()
      await read()
      loaded = true
      tellLoaded()
      changed()
    },
    view: () => screenView(moment()),
    badge: () => toolbarBadge(moment()),
    onNotice: (listener) => listen(noticeListeners, listener),
    onChange: (listener) => listen(changeListeners, listener),
    async run(command) {
      const result = await runNow(command)
      if (!result.ok) recent.note(result.reason)
      return result
    },
    inner: () => membership.session()?.inner,
    gen: () => membership.session()?.gen,
    takeLate: (old, update) => membership.takeLate(old, update),
    carets: () =>
      (membership.session()?.presence.carets() ?? []).map((caret) => ({ name: view?.otherName ?? '', caret })),
    onCarets: (listener) => listen(caretListeners, listener),
    setCaret: (caret) => membership.session()?.presence.setCaret(caret),
    wake() {
      if (locking.isShut()) return changed()
      if (lostNow() === 'unreadable') void readAgain()
      membership.session()?.retryIfDue()
      if (isOtherSilent()) membership.lookWhoIsHere()
      tidyUp()
      changed()
    },
    attend() {
      if (loaded && lostNow() === 'unreadable') void readAgain()
      membership.attend()
      if (isOtherSilent()) membership.lookWhoIsHere()
    },
    away() {
      void whenLoaded.then(() => (choices.now().autoLockMinutes === null ? undefined : locking.shut()))
    },
    async stop() {
      cancelTick()
      acts?.stop()
      changeListeners.clear()
      await membership.stop()
    },
  }
  return device
}

function devicesIn({ epoch, person }: Keyring): { mine: number; all: number } {
  const present = epoch.roster.devices.filter(({ gone }) => gone === undefined)
  return { mine: present.filter((device) => device.person === person).length, all: present.length }
}

function listen<L>(listeners: Set<L>, listener: L): Stop {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
