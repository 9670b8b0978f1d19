import { describe, expect, it } from 'vitest'
import { firstSettings } from '@porchlight/client/port/settings'
import type { ScreenView } from '@porchlight/client/port/port'
import { type PanelRoom, panelRooms, roomOpened, roomsShown } from './panel-rooms.ts'
import { nextTab } from './next-tab.ts'

const { name: _, ...settings } = firstSettings
const seen = (state: 'unpaired' | 'couple' | 'ended' | 'locked', roomsPutAway: PanelRoom['id'][] = []): ScreenView =>
  ({ state, settings: { ...settings, roomsPutAway } }) as unknown as ScreenView
const ids = (rooms: readonly PanelRoom[]): string[] => rooms.map(({ id }) => id)

describe('the rooms that are shown', () => {
  it('FACE-2 a couple has all rooms, in their order', () => {
    expect(ids(roomsShown(seen('couple')))).toEqual(ids(panelRooms))
  })

  it.each(['unpaired', 'ended'] as const)('FACE-2 one person alone has the rooms that are of use then: %s', (state) => {
    expect(ids(roomsShown(seen(state)))).toEqual(ids(panelRooms.filter(({ alone }) => alone)))
  })

  it('FACE-2 of a locked Porchlight nothing is shown', () => {
    expect(roomsShown(seen('locked'))).toEqual([])
    expect(roomsShown(undefined)).toEqual([])
  })

  it('FACE-5 a room that was put away is not shown; the agreement always is', () => {
    expect(ids(roomsShown(seen('couple', ids(panelRooms) as PanelRoom['id'][])))).toEqual(['agreement'])
  })
})

describe('the room that opens', () => {
  const room = (id: PanelRoom['id']): PanelRoom => ({ id, title: 'rooms.agreement', alone: true })
  const rooms = [room('agreement'), room('today'), room('rituals')]
  it.each([
    ['FACE-2 the room last open opens first', [undefined, 'rituals'], 'rituals'],
    ['FACE-2 an address leads into its room', ['today', 'rituals'], 'today'],
    ['FACE-2 an address of no room leads where one was last', ['cellar', 'today'], 'today'],
    ['FACE-5 where that one is put away, the first one opens', ['for-me', 'for-me'], 'agreement'],
  ])('%s', (_title, asked, opened) => {
    expect(roomOpened(rooms, asked)?.id).toBe(opened)
  })
})

describe('the keys of the tabs', () => {
  it.each([
    ['ArrowRight', 0, false, 1],
    ['ArrowRight', 3, false, 0],
    ['ArrowLeft', 0, false, 3],
    ['ArrowRight', 1, true, 0],
    ['ArrowLeft', 3, true, 0],
    ['Home', 2, false, 0],
    ['End', 1, true, 3],
    ['Tab', 1, false, undefined],
    ['a', 1, false, undefined],
  ])('FACE-2 %s on tab %i (right to left: %s) leads to %s', (key, at, isRightToLeft, next) => {
    expect(nextTab(key, at, 4, isRightToLeft)).toBe(next)
  })
})
