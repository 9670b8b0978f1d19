/** Hand-made views: every state a screen can be in, by name. */

import type { PairingView, ScreenView, Settings } from '@porchlight/client/port/port'
import { agreedVersion } from './agreed-version.ts'
import { ritualsOfBoth, someRituals, strangeRituals } from './rituals.ts'
import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import { questionIds } from './drawers.ts'
import type { AgreementStatus, CoupleView, Question } from '@porchlight/shared/domain/view'

const hourMs = 3_600_000

const settings: Settings = {
  server: 'http://localhost:8787',
  theme: 'system',
  language: 'system',
  badge: 'glyphs',
  lampClick: 'open',
  privateMode: false,
  notices: false,
  mute: false,
  autoLockMinutes: 15,
  panelRoom: 'agreement',
  roomsPutAway: [],
  wordingHelp: true,
}

const agreement: AgreementStatus = {
  terms: {
    windowHours: 48,
    firstHolder: 'a',
    reachingOut: [{ k: 'hug' }, { k: 'hand' }, { k: 'note' }, { x: 'tea on the step' }],
    reviewWeeks: 4,
  },
  draft: { state: 'fit', hash: agreedVersion().hash },
  inForce: { ...agreedVersion(), since: 0, isDraft: true },
  iSaidYes: true,
  theySaidYes: true,
  myYesWaits: false,
  theirYesToOther: false,
  retired: false,
}

const couple: CoupleView = {
  me: 'a',
  myName: 'Robin',
  otherName: 'Sam',
  otherJoined: true,
  light: { state: 'theirs', turn: 4, coincidence: false },
  agreement,
  pause: { mine: false, theirs: false },
  thanks: {},
  signals: [],
  invitationsToMe: [],
  myInvitations: [],
  rituals: [],
  checkIn: {},
  near: {},
  questions: [],
  waiting: [],
  readOnly: false,
}

type CoupleScreen = Extract<ScreenView, { state: 'couple' }>

const two = (change: Partial<CoupleView> = {}, screen: Partial<CoupleScreen> = {}): CoupleScreen => ({
  state: 'couple',
  couple: { ...couple, ...change },
  pairing: { step: 'idle' },
  saving: 'saved',
  held: [],
  waiting: [],
  devices: [{ id: 'd1', label: 'Chrome on Linux', added: 1_790_000_000_000, isThis: true, isNew: false }],
  otherIsHere: change.otherJoined ?? true,
  settings,
  ...screen,
})

const pairing = (one: PairingView): ScreenView => ({ state: 'unpaired', pairing: one, settings, name: '' })

const link =
  'http://localhost:8787/i#AQ3vJ0c1Yw9hZk2mTqLr8bXfPd5sGn7uVt4oWe6iRyKjHgFdSaZxCvBnMqWeRtYuIoPaSdFgHjKlZxCvBnM1234567890'

/** As long as a note may be. */
const longNote =
  'The kettle is on, the cat is asleep on your jumper, and I keep smiling at what you said this morning about the two of us and the blue canoe.'

const devicesAt = (now: number): CoupleScreen['devices'] => [
  { id: 'd1', label: 'Chrome on Linux', added: 1_790_000_000_000, isThis: true, isNew: false },
  { id: 'd2', label: 'Firefox on Mac', added: now - 50 * hourMs, isThis: false, isNew: true },
  { id: 'd3', label: '', added: 1_700_000_000_000, isThis: false, isNew: false },
]

/** @param now ms; soft times are told from here */
export function viewsAt(now: number): Record<string, ScreenView> {
  const mine: CoupleView['light'] = {
    state: 'mine',
    turn: 5,
    until: now + 50 * hourMs,
    canExtend: true,
    coincidence: false,
  }
  const hug = { id: 's1', kind: 'hug', at: now - 3 * hourMs } as const
  const note = { id: 's2', kind: 'note', text: 'The bakery has your rolls again ☕', at: now - 5 * hourMs } as const
  const invitation = {
    id: 'i1',
    text: 'Shall we walk down to the river after supper? Only as far as we like.',
    at: now - 2 * hourMs,
    state: 'open',
  } as const
  const myAnswered = (kind: AnswerKind, text: string, when?: string): CoupleView['myInvitations'][number] => ({
    ...invitation,
    state: 'answered',
    canTakeBack: false,
    answer: { kind, text, ...(when === undefined ? {} : { when }) },
  })
  const today = {
    mine: { words: ['closeness', 'play'], text: 'Long day. A walk would be lovely.', at: now - hourMs },
    theirs: { words: ['rest', 'heard'], at: now - 4 * hourMs },
  } satisfies CoupleView['checkIn']
  const near = {
    mine: { first: 'touch', text: 'Then words come by themselves.' },
    theirs: { first: 'words', text: 'After that I melt.' },
  } satisfies CoupleView['near']
  const shownQuestion: Question = {
    id: questionIds.shown,
    asked: { card: 'dreams-1' },
    state: 'shown',
    mine: 'The lake, with the old blanket.',
    theirs: 'Nowhere. Pancakes, and the record player.',
  }
  const draft: Partial<AgreementStatus> = { iSaidYes: false, theySaidYes: false }
  return {
    unpaired: pairing({ step: 'idle' }),
    lost: { ...pairing({ step: 'idle' }), lost: 'gone' } as ScreenView,
    'lost-ended': { ...pairing({ step: 'idle' }), lost: 'ended-gone' } as ScreenView,
    unreadable: { ...pairing({ step: 'idle' }), lost: 'unreadable' } as ScreenView,
    newer: { ...pairing({ step: 'idle' }), lost: 'unreadable', newer: true } as ScreenView,
    working: pairing({ step: 'working', role: 'joiner' }),
    refused: pairing({ step: 'failed', role: 'joiner', reason: 'link-used' }),
    'refused-start': pairing({ step: 'failed', role: 'inviter', reason: 'unreachable' }),
    'words-joiner': pairing({ step: 'words', role: 'joiner', words: [834, 1953, 1102, 388] }),
    'words-joiner-asked': pairing({ step: 'words', role: 'joiner', words: [834, 1953, 1102, 388], otherSaidYes: true }),
    'words-joiner-waits': pairing({ step: 'words', role: 'joiner', words: [834, 1953, 1102, 388], saidYes: true }),
    invited: two(
      { otherJoined: false, otherName: '', light: { state: 'no-agreement' } },
      { pairing: { step: 'invited', link, expiresAt: now + 23 * hourMs } },
    ),
    'words-inviter': two(
      { otherJoined: false, otherName: '', light: { state: 'no-agreement' } },
      { pairing: { step: 'words', role: 'inviter', words: [834, 1953, 1102, 388], name: 'Sam' } },
    ),
    'connected-waits': two(
      { otherJoined: true, otherName: '', light: { state: 'no-agreement' } },
      { pairing: { step: 'connected' } },
    ),
    'no-invite': two({ otherJoined: false, otherName: '', light: { state: 'no-agreement' } }),
    'words-own-joiner': pairing({ step: 'words', role: 'joiner', words: [834, 1953, 1102, 388], own: true }),
    'invited-own': two(
      { light: mine },
      { devices: devicesAt(now), pairing: { step: 'invited', link, expiresAt: now + 23 * hourMs, own: true } },
    ),
    'words-own': two(
      { light: mine },
      {
        devices: devicesAt(now),
        pairing: { step: 'words', role: 'inviter', words: [834, 1953, 1102, 388], name: 'Firefox on Mac', own: true },
      },
    ),
    'connected-own': two({ light: mine }, { devices: devicesAt(now), pairing: { step: 'connected' } }),
    'cannot-follow': two({ light: mine }, { cannotFollow: true, saving: 'offline' }),
    'other-gone': two({ otherJoined: false, light: { state: 'no-agreement' } }, { pairing: { step: 'connected' } }),
    connected: two({ light: { state: 'no-agreement' } }, { pairing: { step: 'connected' } }),
    'no-agreement': two({
      light: { state: 'no-agreement' },
      agreement: { ...agreement, inForce: undefined, ...draft } as AgreementStatus,
    }),
    mine: two({ light: mine }),
    'mine-signal': two({ light: mine, signals: [hug] }, { waiting: [{ id: 's1', kind: 'thinking-of-you' }] }),
    'long-note': two(
      { light: mine, signals: [{ ...note, text: longNote }] },
      { waiting: [{ id: 's2', kind: 'thinking-of-you' }] },
    ),
    'mine-notes': two({ light: mine, signals: [hug, note] }, { waiting: [{ id: 's2', kind: 'thinking-of-you' }] }),
    theirs: two(),
    open: two({ light: { state: 'open', turn: 6, coincidence: true } }),
    held: two({ light: mine }, { held: [{ id: 'x', kind: 'reach-out', leavesAt: now + 9_000 }], saving: 'saving' }),
    invitation: two({
      light: { state: 'mine', turn: 5, canExtend: false, coincidence: false },
      invitationsToMe: [invitation],
    }),
    'my-invitation': two({ myInvitations: [{ ...invitation, canTakeBack: true }] }),
    'invitation-and-more': two(
      {
        light: { state: 'mine', turn: 5, canExtend: false, coincidence: false },
        invitationsToMe: [{ ...invitation, tag: 'close' }],
        signals: [hug],
      },
      { waiting: [{ id: 's1', kind: 'thinking-of-you' }] },
    ),
    answered: two({ myInvitations: [myAnswered('rain-check', 'I would love to.', 'Sunday morning')] }),
    'answered-gentler': two({ myInvitations: [myAnswered('gentler', 'I would love to be held, and nothing more.')] }),
    'answered-talk': two({ myInvitations: [myAnswered('talk', 'Could we talk a little first?')] }),
    'answered-by-me': two({ invitationsToMe: [{ ...invitation, state: 'answered', myAnswer: { kind: 'gladly' } }] }),
    'answered-both': two({
      myInvitations: [myAnswered('rain-check', 'I would love to.', 'Sunday morning')],
      invitationsToMe: [{ ...invitation, id: 'i2', state: 'answered', myAnswer: { kind: 'gladly' } }],
    }),
    rituals: two({ rituals: someRituals }),
    'rituals-of-both': two({ rituals: ritualsOfBoth }),
    'rituals-strange': two({ rituals: strangeRituals }),
    'rituals-read-only': two({ rituals: someRituals, readOnly: true }, { saving: 'update-porchlight' }),
    paused: two({ light: { state: 'paused' }, pause: { mine: true, theirs: false, myNote: 'unwell' } }),
    quiet: two(
      { light: { state: 'paused' }, pause: { mine: true, theirs: false } },
      { settings: { ...settings, mute: true, privateMode: true } },
    ),
    'paused-theirs': two(
      { light: { state: 'paused' }, pause: { mine: false, theirs: true, theirNote: 'grief' } },
      { saving: 'offline' },
    ),
    review: two({ review: { state: 'open', round: 1, iKept: false } }),
    'review-kept': two({ review: { state: 'open', round: 1, iKept: true } }),
    'review-resting': two({ light: { state: 'resting' }, review: { state: 'resting', round: 1, iKept: false } }),
    'retired-thanks': two({
      light: { state: 'retired' },
      agreement: { ...agreement, inForce: undefined, ...draft, retired: true } as AgreementStatus,
      thanks: { mine: 'We learned to ask, and to laugh about it.', theirs: 'You sang in the kitchen again.' },
    }),
    retired: two({ light: { state: 'retired' }, agreement: { ...agreement, retired: true } }),
    'their-yes': two({
      agreement: {
        ...agreement,
        iSaidYes: false,
        inForce: { ...agreedVersion(), since: 0, isDraft: false },
        draft: { state: 'fit', hash: 'h2' },
      },
    }),
    'draft-changed': two({
      agreement: {
        ...agreement,
        ...draft,
        inForce: { ...agreedVersion(), since: 0, isDraft: false },
        draft: { state: 'fit', hash: 'h2' },
      },
    }),
    'today-open': two({
      checkIn: { theirs: { words: ['rest', 'heard'], at: now - 4 * hourMs } },
      questions: [{ id: questionIds.open, asked: { card: 'closeness-1' }, state: 'open' }],
    }),
    'today-ready': two({
      checkIn: today,
      near: { mine: near.mine },
      questions: [
        { id: questionIds.ready, asked: { card: 'dreams-1' }, state: 'ready', here: true },
        { id: questionIds.open, asked: { text: 'What shall we cook on Sunday?' }, state: 'ready', here: false },
      ],
    }),
    'today-on-its-way': two({
      near: { theirs: near.theirs },
      questions: [
        { id: questionIds.ready, asked: { card: 'dreams-1' }, state: 'on-its-way', mine: true },
        { id: questionIds.open, asked: { card: 'rest-8' }, state: 'on-its-way', mine: false },
      ],
    }),
    'today-shown': two({ checkIn: today, near, questions: [shownQuestion] }),
    'today-busy': two(
      {
        light: mine,
        signals: [hug, note],
        checkIn: { theirs: { words: ['closeness', 'heard', 'space'], at: now - 20 * hourMs } },
      },
      { waiting: [{ id: 's1', kind: 'thinking-of-you' }] },
    ),
    'today-line': two({ light: mine, checkIn: { theirs: { words: [], text: 'A word '.repeat(20), at: now } } }),
    'today-left': two({ checkIn: { mine: today.mine } }),
    'today-long': two({
      otherName: 'Bartholomäus-Maximilian von Hohenegg-Sch',
      checkIn: {
        mine: { words: ['closeness'], text: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen', at: now },
        theirs: { words: ['closeness', 'heard', 'space'], text: 'x'.repeat(140), at: now - 20 * hourMs },
      },
      near,
      questions: [
        shownQuestion,
        { id: questionIds.ready, asked: { text: 'Wo wären wir, wenn '.repeat(10) }, state: 'ready', here: true },
        { id: questionIds.open, asked: { card: 'body-9' }, state: 'open' },
      ],
    }),
    'today-newer': two({
      readOnly: false,
      questions: [{ id: questionIds.open, asked: { card: 'seasons-3' }, state: 'open' }],
    }),
    'with-passcode': two({ light: mine }, { passcode: true, recovery: 'set' }),
    full: two({ light: mine }, { saving: 'full' }),
    'update-porchlight': two({ light: mine, readOnly: true }, { saving: 'update-porchlight' }),
    locked: { state: 'locked', settings },
    'locked-waits': { state: 'locked', nextTryAt: now + 40_000, settings },
    ended: { state: 'ended', why: 'unknown-device', canExport: true, settings },
  }
}
