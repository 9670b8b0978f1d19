import { defaultTerms } from '@porchlight/shared/domain/agreement'
import type { Badge } from '@porchlight/shared/domain/badge'
import { describe, expect, it } from 'vitest'
import type { ScreenView, Settings } from '@porchlight/client/port/port'
import { firstSettings } from '@porchlight/client/port/settings'
import { type ToolbarCopy, type ToolbarDevice, createToolbar } from './toolbar.ts'

const copy: ToolbarCopy = {
  title: (badge) => badge.title.key,
  text: (badge) => badge.text.kind,
  colors: () => ({ background: '#000000', color: '#ffffff' }),
  icon: ({ lamp }) => ({ 16: lamp }),
  menu: (item) => item,
}

const lit: Badge = { lamp: 'lit', text: { kind: 'glyph', glyph: '●' }, title: { key: 'with-you' }, thin: false }

/** As little of a couple's view as the toolbar reads. */
const coupleView = ({ paused, settings }: { paused: boolean; settings: Settings }): ScreenView => ({
  state: 'couple',
  couple: {
    me: 'a',
    myName: 'Robin',
    otherName: 'Sam',
    otherJoined: true,
    waiting: [],
    readOnly: false,
    light: { state: 'no-agreement' },
    agreement: {
      terms: defaultTerms,
      draft: { state: 'unfit', reason: 'empty' },
      iSaidYes: false,
      theySaidYes: false,
      myYesWaits: false,
      theirYesToOther: false,
      retired: false,
    },
    pause: { mine: paused, theirs: false },
    thanks: {},
    signals: [],
    invitationsToMe: [],
    myInvitations: [],
    rituals: [],
    checkIn: {},
    near: {},
    questions: [],
  },
  pairing: { step: 'idle' },
  saving: 'saved',
  held: [],
  devices: [],
  otherIsHere: true,
  waiting: [],
  settings,
})

/** A device that shows what the test says and remembers what was asked of it. */
function porch(change: { paused?: boolean; lampClick?: 'open' | 'send'; paired?: boolean } = {}) {
  const { paused = false, lampClick = 'open', paired = true } = change
  const asked: unknown[] = []
  const shown: unknown[] = []
  const menus: string[][] = []
  const clicks: boolean[] = []
  let draw = (): void => {}
  const { name, ...settings } = { ...firstSettings, lampClick }
  const unpaired: ScreenView = { state: 'unpaired', pairing: { step: 'idle' }, settings, name }
  const device: ToolbarDevice = {
    badge: () => lit,
    view: () => (paired ? coupleView({ paused, settings }) : unpaired),
    onChange(listener) {
      draw = listener
      return () => {}
    },
    run(command) {
      asked.push(command)
      return Promise.resolve({ ok: true })
    },
  }
  const toolbar = createToolbar(device, copy, {
    showLamp: (lamp) => Promise.resolve(void shown.push(lamp)),
    showMenu: (items) => Promise.resolve(void menus.push(items.map(({ id }) => id))),
    setClickOpensPopup: (opens) => Promise.resolve(void clicks.push(opens)),
    openPopup: () => Promise.resolve(),
    speak: (_language, goOn) => goOn(),
  })
  return { toolbar, asked, shown, menus, clicks, draw: () => draw() }
}

describe('the lamp on the toolbar', () => {
  it('BADGE-1 is drawn from the badge, and only when something changed', () => {
    const { shown, draw } = porch()
    draw()
    draw()
    expect(shown).toEqual([
      { icon: { 16: 'lit' }, text: 'glyph', title: 'with-you', background: '#000000', color: '#ffffff' },
    ])
  })

  it.each([
    ['a couple', {}, ['open', 'glow', 'pause', 'privateMode']],
    ['a paused one', { paused: true }, ['open', 'glow', 'comeBack', 'privateMode']],
    ['nobody yet', { paired: false }, ['open']],
  ])('its menu for %s', (_who, change, items) => {
    const { menus, draw } = porch(change)
    draw()
    expect(menus).toEqual([items])
  })

  it.each([
    ['opens the popup', 'open', true],
    ['sends, where that was chosen', 'send', false],
  ] as const)('a click %s', (_what, lampClick, opens) => {
    const { clicks, draw } = porch({ lampClick })
    draw()
    expect(clicks).toEqual([opens])
  })

  it.each([
    ['a click that sends', 'clicked', [], { kind: 'send-signal', signal: 'glow' }],
    ['the key', 'pressed', ['send-glow'], { kind: 'send-signal', signal: 'glow' }],
    ['the menu: Thinking of you', 'chose', ['glow'], { kind: 'send-signal', signal: 'glow' }],
    ['the menu: Pause', 'chose', ['pause'], { kind: 'pause' }],
    ['the menu: I’m back', 'chose', ['comeBack'], { kind: 'come-back' }],
    ['the menu: Private mode', 'chose', ['privateMode'], { kind: 'set-settings', settings: { privateMode: true } }],
  ] as const)('SIG-1 %s', (_what, act, args, command) => {
    const { toolbar, asked } = porch()
    const acting: (...given: string[]) => void = toolbar[act]
    acting(...args)
    expect(asked).toEqual([command])
  })

  it('another key is not ours', () => {
    const { toolbar, asked } = porch()
    toolbar.pressed('something-else')
    expect(asked).toEqual([])
  })
})
