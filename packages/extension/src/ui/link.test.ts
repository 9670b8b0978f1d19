import { describe, expect, it } from 'vitest'
import type { FromScreen, ScreenView, ToScreen } from '@porchlight/client/port/port'
import { createLink } from './link.ts'

const ended = (why: 'left' | 'erased'): ScreenView =>
  ({ state: 'ended', why, canExport: false, settings: {} }) as unknown as ScreenView

function channel() {
  const sent: FromScreen[] = []
  const listeners = new Set<(message: ToScreen) => void>()
  return {
    sent,
    tell: (message: ToScreen) => listeners.forEach((listener) => listener(message)),
    send: (message: FromScreen) => void sent.push(message),
    onMessage(listener: (message: ToScreen) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const awake = () => () => {}

describe('a screen’s link', () => {
  it('paints the last known view until a live one comes', async () => {
    const far = channel()
    const link = createLink(far, Promise.resolve(ended('left')), awake)
    await Promise.resolve()
    expect(link.view.value).toEqual(ended('left'))
    far.tell({ t: 'view', view: ended('erased') })
    expect(link.view.value).toEqual(ended('erased'))
  })

  it('a last known view that comes late does not hide a live one', async () => {
    const far = channel()
    const { promise, resolve } = Promise.withResolvers<ScreenView | undefined>()
    const link = createLink(far, promise, awake)
    far.tell({ t: 'view', view: ended('erased') })
    resolve(ended('left'))
    await promise
    expect(link.view.value).toEqual(ended('erased'))
  })

  it('each command gets its own answer, in whatever order they come', async () => {
    const far = channel()
    const link = createLink(far, Promise.resolve(undefined), awake)
    const first = link.ask({ kind: 'seen' })
    const second = link.ask({ kind: 'withdraw' })
    const [one, two] = far.sent.map((message) => (message.t === 'command' ? message.id : 0))
    far.tell({ t: 'result', id: two ?? 0, ok: false, reason: 'not-found' })
    far.tell({ t: 'result', id: one ?? 0, ok: true, value: 'seen' })
    await expect(first).resolves.toEqual({ ok: true, value: 'seen' })
    await expect(second).resolves.toEqual({ ok: false, reason: 'not-found' })
  })

  it.each([
    ['takes away what it shows after a sleep that locks', 15 * 60_000 + 1, true, true],
    ['goes on after a shorter one', 15 * 60_000, true, false],
    ['goes on where no passcode keeps it', 8 * 3_600_000, false, false],
  ] as const)('LOCK-1 %s', async (_, gapMs, passcode, hides) => {
    const far = channel()
    let tellGap: (gapMs: number) => void = () => {}
    const shown = {
      state: 'couple',
      ...(passcode ? { passcode } : {}),
      settings: { autoLockMinutes: 15 },
    } as unknown as ScreenView
    const link = createLink(far, Promise.resolve(shown), (listener) => {
      tellGap = listener
      return () => {}
    })
    await Promise.resolve()
    tellGap(gapMs)
    expect(link.view.value).toEqual(hides ? undefined : shown)
    expect(far.sent).toEqual(hides ? [{ t: 'look' }] : [])
  })
})
