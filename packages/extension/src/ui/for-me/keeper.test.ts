import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import type { Result } from '@porchlight/client/port/device-command'
import type { DrawerEntry, DrawerRecord, DrawerView } from '@porchlight/client/port/drawer-view'
import { bothOf } from '@porchlight/client/port/for-me-copy'
import { createKeeper } from './keeper.ts'

/** A drawer of the background, as a screen sees it: each write is answered when the test lets it. */
function drawer() {
  const view = signal<DrawerView>({ state: 'ready', records: [] })
  const waiting: (() => void)[] = []
  let rev = 0
  const records = (): readonly DrawerRecord[] => {
    const now = view.peek()
    return 'records' in now ? now.records : []
  }
  const set = (id: string, value: string | undefined): void => {
    const others = records().filter((one) => one.id !== id)
    rev += 1
    view.value = {
      state: 'ready',
      records: value === undefined ? others : [...others, { id, kind: 'care', rev: `r${rev}`, value: { text: value } }],
    }
  }
  const answer = (act: () => Result): Promise<Result> => new Promise((resolve) => waiting.push(() => resolve(act())))
  const writes: string[] = []
  return {
    view,
    writes,
    set,
    text: (id: string) => (records().find((one) => one.id === id)?.value as { text: string } | undefined)?.text,
    /** Lets what waits go on, and what follows from it. */
    async let(): Promise<void> {
      waiting.shift()?.()
      await new Promise((resume) => setTimeout(resume))
    },
    put: ([entry]: DrawerEntry[]) =>
      answer(() => {
        const { id, value, was } = entry ?? { id: '', value: null }
        const there = records().find((one) => one.id === id)
        if (was !== (there?.rev ?? null)) return { ok: false, reason: 'changed-meanwhile' }
        const { text } = value as { text: string }
        writes.push(text)
        set(id, text)
        return { ok: true }
      }),
    remove: ([id = '']: string[]) =>
      answer(() => {
        writes.push('')
        set(id, undefined)
        return { ok: true }
      }),
  }
}

const keep = (over: ReturnType<typeof drawer>, whenGone: 'write' | 'stop' = 'write') =>
  createKeeper<{ text: string }>(over, {
    id: 'care/health',
    kind: 'care',
    empty: { text: '' },
    read: ({ value }) => value as { text: string },
    isEmpty: ({ text }) => text === '',
    both: (there, mine) => ({ text: bothOf(there.text, mine.text) }),
    whenGone,
  })

describe('keeping what somebody is writing', () => {
  it('CARE-1 what is typed is kept as it is typed: one write at a time, the newest next', async () => {
    const over = drawer()
    const keeper = keep(over)
    for (const text of ['S', 'Sw', 'Swi', 'Swim']) keeper.change({ text })
    await over.let()
    await over.let()
    await keeper.settled()
    expect(over.writes).toEqual(['S', 'Swim'])
    keeper.change({ text: 'Swim o' })
    keeper.change({ text: 'Swim on' })
    await over.let()
    keeper.change({ text: 'Swim on Tuesdays' })
    await over.let()
    await over.let()
    expect(over.text('care/health')).toBe('Swim on Tuesdays')
  })

  it('CARE-1 an emptied text is removed', async () => {
    const over = drawer()
    over.set('care/health', 'Swim')
    const keeper = keep(over)
    expect(keeper.value.peek().text).toBe('Swim')
    keeper.change({ text: '' })
    await over.let()
    expect(over.text('care/health')).toBeUndefined()
  })

  it('PRIV-1 what another window writes is followed, unless somebody writes here', async () => {
    const over = drawer()
    const keeper = keep(over)
    over.set('care/health', 'from the other window')
    keeper.follow()
    expect(keeper.value.peek().text).toBe('from the other window')
    keeper.change({ text: 'from the other window, and this one' })
    await over.let()
    expect(over.text('care/health')).toBe('from the other window, and this one')
  })

  it('PRIV-1 two windows write at once: both texts are kept, once', async () => {
    const over = drawer()
    const keeper = keep(over)
    keeper.change({ text: 'mine' })
    over.set('care/health', 'theirs')
    keeper.follow()
    await over.let()
    await over.let()
    expect(over.text('care/health')).toBe('theirs\n\nmine')
    expect(keeper.value.peek().text).toBe('theirs\n\nmine')
    keeper.change({ text: 'theirs\n\nmine too' })
    await over.let()
    expect(over.text('care/health')).toBe('theirs\n\nmine too')
  })

  it('TALK-1 what was let go in another window does not come back by a letter that was on its way', async () => {
    const over = drawer()
    over.set('care/health', 'a draft')
    const keeper = keep(over, 'stop')
    keeper.change({ text: 'a draft, one letter more' })
    over.set('care/health', undefined)
    await over.let()
    expect(over.text('care/health')).toBeUndefined()
    expect(keeper.isGone.peek()).toBe(true)
    keeper.change({ text: 'and another' })
    await over.let()
    expect(over.text('care/health')).toBeUndefined()
  })

  it('TALK-1 let go in another window while nobody writes here, it is gone here too', () => {
    const over = drawer()
    over.set('care/health', 'a draft')
    const keeper = keep(over, 'stop')
    over.set('care/health', undefined)
    keeper.follow()
    expect([keeper.isGone.peek(), keeper.value.peek().text]).toEqual([true, ''])
  })

  it('PRIV-1 what cannot be kept stays on the screen, and says why', async () => {
    const over = drawer()
    const keeper = createKeeper<{ text: string }>(
      { ...over, put: () => Promise.resolve({ ok: false, reason: 'drawer-full' }) },
      {
        id: 'care/health',
        kind: 'care',
        empty: { text: '' },
        read: () => undefined,
        isEmpty: () => false,
        both: (_, mine) => mine,
        whenGone: 'write',
      },
    )
    keeper.change({ text: 'too much' })
    await keeper.settled()
    keeper.follow()
    expect([keeper.value.peek().text, keeper.refused.peek()]).toEqual(['too much', 'drawer-full'])
  })
})
