import { describe, expect, it } from 'vitest'
import { createTwoPartners } from '../../../../test/support/two-partners.ts'
import { firstSettings } from '../port/settings.ts'
import { type Keyring, emptyRecord } from '../record/device-record.ts'
import type { Moment } from './moment.ts'
import { screenView } from './screen-view.ts'
import { toolbarBadge } from './toolbar-badge.ts'

const day = 24 * 3_600_000
const now = 100 * day
const bytes = (fill: number): Uint8Array => new Uint8Array(16).fill(fill)
const device = (fill: number, person: 'a' | 'b', added: number, gone?: number) => ({
  id: bytes(fill),
  pub: bytes(fill),
  person,
  label: `  device\n${fill} `,
  added,
  ...(gone === undefined ? {} : { gone }),
})
const keyring = {
  server: 'https://porch.example',
  deviceId: bytes(1),
  person: 'a',
  epoch: {
    epoch: 3,
    roster: {
      devices: [
        device(3, 'a', now - 7 * day + 1),
        device(1, 'a', now - 60 * day),
        device(2, 'a', now - 7 * day),
        device(4, 'a', now - day, 2),
        device(5, 'b', now),
      ],
    },
  },
} as unknown as Keyring

const porch = createTwoPartners()
porch.does('b1', { kind: 'send-signal', signal: 'glow' })
const couple = porch.view('a1')
const waitingId = couple.waiting[0]?.id ?? ''

const { name: _, ...settings } = firstSettings
const here = { ...settings, server: 'https://porch.example' }
const session: NonNullable<Moment['session']> = {
  couple,
  saving: 'saved',
  held: [],
  missed: undefined,
  offlineForMs: 0,
  cannotFollow: false,
  recovery: undefined,
}
const stranger: Moment = {
  now,
  door: { state: 'open', hasPasscode: false },
  choices: { ...firstSettings, name: 'Ada' },
  seen: new Set(),
  record: emptyRecord,
  missing: undefined,
  pairing: { step: 'idle' },
  session: undefined,
}
const paired: Moment = { ...stranger, record: { v: 1, state: 'couple', keyring }, session }
const unread = { ...paired, session: { ...session, couple: undefined } }
const coupleShown = {
  state: 'couple',
  couple,
  pairing: { step: 'idle' },
  saving: 'saved',
  held: [],
  otherIsHere: true,
  waiting: couple.waiting,
  settings: here,
}
const unpairedShown = { state: 'unpaired', pairing: { step: 'idle' }, name: 'Ada', settings }

const glow = { lamp: 'glow', text: { kind: 'glyph', glyph: '✦' }, title: { key: 'thinking-of-you' }, thin: false }
const resting = { lamp: 'resting', text: { kind: 'none' }, title: { key: 'resting' }, thin: false }
const dark = { lamp: 'dark', text: { kind: 'none' }, title: { key: 'porchlight' }, thin: false }
const asking = (key: string) => ({ lamp: 'dark', text: { kind: 'glyph', glyph: '?' }, title: { key }, thin: false })

/** What a device is, what its screens show, and its lamp; undefined: nothing at all. */
const table: Record<string, [Moment, view: unknown, badge: unknown]> = {
  'LOCK-2 nothing before what it keeps was read': [{ ...paired, door: { state: 'unread' } }, undefined, undefined],
  'LOCK-1 shut, it shows nothing of the couple': [
    { ...paired, door: { state: 'shut', nextTryAt: undefined } },
    { state: 'locked', settings: here },
    dark,
  ],
  'LOCK-1 shut, and to be tried again later': [
    { ...stranger, door: { state: 'shut', nextTryAt: 5 } },
    { state: 'locked', nextTryAt: 5, settings },
    dark,
  ],
  'LOCK-1 shut, it does not say either that something cannot be read': [
    { ...stranger, missing: { what: 'unreadable' }, door: { state: 'shut', nextTryAt: undefined } },
    { state: 'locked', settings },
    dark,
  ],
  'PAIR a browser without a couple': [stranger, unpairedShown, dark],
  'LOCK-2 what it kept is gone': [
    { ...stranger, missing: { what: 'gone', server: 'https://porch.example' } },
    { ...unpairedShown, lost: 'gone', settings: here },
    asking('lost'),
  ],
  'LOCK-2 what it kept of a place that was over is gone': [
    { ...stranger, missing: { what: 'ended-gone', server: '' } },
    { ...unpairedShown, lost: 'ended-gone' },
    dark,
  ],
  'LOCK-2 what it keeps cannot be read': [
    { ...stranger, missing: { what: 'unreadable' } },
    { ...unpairedShown, lost: 'unreadable' },
    asking('unreadable'),
  ],
  'LOCK-2 a newer Porchlight wrote what it keeps': [
    { ...stranger, missing: { what: 'newer' } },
    { ...unpairedShown, lost: 'unreadable', newer: true },
    asking('unreadable'),
  ],
  'LOCK-2 the copy of the document cannot be read': [
    { ...paired, missing: { what: 'unreadable' } },
    { ...unpairedShown, lost: 'unreadable', settings: here },
    asking('unreadable'),
  ],
  'SEAL-11 a couple whose document was not read yet': [unread, undefined, undefined],
  'SEAL-11 a couple between two sessions': [{ ...paired, session: undefined }, undefined, undefined],
  'SIG-4 a couple, and what waits': [paired, coupleShown, glow],
  'SIG-4 what was seen here rests': [
    { ...paired, seen: new Set([waitingId]) },
    { ...coupleShown, waiting: [] },
    resting,
  ],
  'SIG-5 muted, nothing waits': [
    { ...paired, choices: { ...stranger.choices, mute: true } },
    { ...coupleShown, waiting: [], settings: { ...here, mute: true } },
    resting,
  ],
  'BADGE-2 a connection that has been away draws it thinner': [
    { ...paired, session: { ...session, saving: 'offline', offlineForMs: 60_000 } },
    { ...coupleShown, saving: 'offline' },
    { ...glow, thin: true },
  ],
  'BADGE-3 in private mode the toolbar says nothing': [
    { ...paired, choices: { ...stranger.choices, privateMode: true } },
    { ...coupleShown, settings: { ...here, privateMode: true } },
    { ...glow, text: { kind: 'none' }, title: { key: 'porchlight' } },
  ],
  'LOCK-1 a couple with a passcode': [
    { ...paired, door: { state: 'open', hasPasscode: true } },
    { ...coupleShown, passcode: true },
    glow,
  ],
  'RECOVER-1 a couple with words that begin, whose key cannot be followed, and that missed something': [
    { ...paired, session: { ...session, recovery: 'saving', cannotFollow: true, missed: 'stale-turn' } },
    { ...coupleShown, recovery: 'saving', cannotFollow: true, missed: 'stale-turn' },
    glow,
  ],
  'LEAVE-1 a person who left': [
    { ...paired, record: { v: 1, state: 'leaving', keyring } },
    { state: 'ended', why: 'left', canExport: false, settings: here },
    dark,
  ],
  'LEAVE-2 ended, and still to be read': [
    { ...paired, record: { v: 1, state: 'ended', why: 'erased', keyring } },
    { state: 'ended', why: 'erased', canExport: true, settings: here },
    dark,
  ],
  'LEAVE-2 ended, with nothing to read': [
    { ...unread, record: { v: 1, state: 'ended', why: 'revoked', keyring } },
    { state: 'ended', why: 'revoked', canExport: false, settings: here },
    dark,
  ],
}

describe('what is shown of a device', () => {
  it.each(Object.entries(table))('%s', (_title, [moment, view, badge]) => {
    const shown = screenView(moment)
    const { devices: _devices, ...rest } = { devices: undefined, ...shown }
    expect(shown && rest).toEqual(view)
    expect(toolbarBadge(moment)).toEqual(badge)
  })

  it('EPOCH-3 this person’s own devices, oldest first; one of the last seven days is new, and this one never', () => {
    const view = screenView(paired)
    const devices = view?.state === 'couple' ? view.devices : []
    const { label, ...first } = devices[0] ?? { label: '' }
    expect(label).toBe('device 1')
    expect(first).toEqual({ id: 'AQEBAQEBAQEBAQEBAQEBAQ', added: now - 60 * day, isThis: true, isNew: false })
    expect(devices.map(({ isThis, isNew }) => ({ isThis, isNew }))).toEqual([
      { isThis: true, isNew: false },
      { isThis: false, isNew: false },
      { isThis: false, isNew: true },
    ])
  })
})
