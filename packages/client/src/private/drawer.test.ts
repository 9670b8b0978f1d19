import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PorchlightError } from '@porchlight/shared/errors'
import { random } from '../capabilities.ts'
import type { DrawerChange } from '../port/drawer-view.ts'
import type { OwnStore } from '../lock/keyring-lock.ts'
import { type Drawer, createDrawer, drawerBytes } from './drawer.ts'

/** A disk that takes a whole write or none, and may be out of reach. */
function disk() {
  const kept = new Map<string, Uint8Array>()
  const state = { isOut: false, writes: 0 }
  const store: OwnStore = {
    read: async () => (state.isOut ? out() : new Map(kept)),
    write: async (records) => {
      if (state.isOut) return out()
      state.writes += 1
      for (const [id, bytes] of records) {
        if (bytes === undefined) kept.delete(id)
        else kept.set(id, bytes)
      }
    },
  }
  const out = (): never => {
    throw new PorchlightError('broken-store', 'out of reach')
  }
  return { kept, state, store }
}

describe('the drawer of what is private', () => {
  let on: ReturnType<typeof disk>
  let shut: boolean
  let drawer: Drawer
  const open = (): Drawer => createDrawer({ random, store: on.store, begun: Promise.resolve(), isShut: () => shut })
  beforeEach(() => {
    on = disk()
    shut = false
    drawer = open()
  })
  // Whatever happened, what is on the disk can be read.
  afterEach(async () => {
    on.state.isOut = false
    shut = false
    await open().list('plan')
  })

  const plan = (id: string, value: string, was?: string | null) => ({
    id: `plan/${id}`,
    kind: 'plan',
    value,
    ...(was === undefined ? {} : { was }),
  })
  const shown = (from = drawer) => {
    const view = from.view()
    return 'records' in view ? view.records.map(({ value }) => value) : view.state
  }

  it('PRIV-1 what is put in is there for whoever opens it next, each of its kind', async () => {
    expect(await drawer.isEmpty()).toBe(true)
    expect(await drawer.put([plan('1', 'soup'), { id: 'care/health', kind: 'care', value: { text: 'swim' } }])).toEqual(
      {
        ok: true,
      },
    )
    const next = open()
    expect(await next.list('plan')).toMatchObject([{ id: 'plan/1', value: 'soup' }])
    expect((await next.read('care/health'))?.value).toEqual({ text: 'swim' })
    expect(shown(next)).toEqual(['soup', { text: 'swim' }])
  })

  it('PRIV-1 it begins to read when it is looked at, and tells when it was read', async () => {
    await drawer.put([plan('1', 'soup')])
    const next = open()
    const told: (DrawerChange | undefined)[] = []
    const ready = new Promise<void>((resolve) =>
      next.onChange((change) => {
        told.push(change)
        resolve()
      }),
    )
    expect(next.view()).toEqual({ state: 'reading' })
    await ready
    expect(told).toEqual([undefined])
    expect(shown(next)).toEqual(['soup'])
  })

  it('PRIV-1 two windows do not write over each other: who did not see what is there is told, and nothing is written', async () => {
    await drawer.put([plan('1', 'soup', null)])
    const rev = (await drawer.read('plan/1'))?.rev ?? ''
    expect(await drawer.put([plan('1', 'soup, then a walk', rev)])).toEqual({ ok: true })
    expect(await drawer.put([plan('1', 'from elsewhere', rev)])).toEqual({ ok: false, reason: 'changed-meanwhile' })
    expect(await drawer.put([plan('1', 'from elsewhere', null), plan('2', 'also', null)])).toEqual({
      ok: false,
      reason: 'changed-meanwhile',
    })
    expect(shown()).toEqual(['soup, then a walk'])
  })

  it('PRIV-1 what was let go does not come back by a save that was on its way', async () => {
    await drawer.put([plan('1', 'soup', null)])
    const rev = (await drawer.read('plan/1'))?.rev ?? ''
    await Promise.all([drawer.remove(['plan/1']), drawer.put([plan('1', 'soup, late', rev)])])
    expect(shown()).toEqual([])
    expect(on.kept.size).toBe(0)
  })

  it('PRIV-1 said again after a killed worker, it changes nothing, though it names what was there before', async () => {
    await drawer.put([plan('1', 'soup', null)])
    expect(await open().put([plan('1', 'soup', null)])).toEqual({ ok: true })
    expect(await drawer.remove(['plan/none'])).toEqual({ ok: true })
    expect(on.state.writes).toBe(1)
  })

  it('PRIV-1 a megabyte at most: full, it says so, takes nothing more, and can be emptied and shortened', async () => {
    const long = 'x'.repeat(60_000)
    const large = Array.from({ length: 20 }, (_, nth) => plan(`${nth}`, long, null))
    const kept = []
    for (const entry of large) kept.push(await drawer.put([entry]))
    expect(kept.filter(({ ok }) => ok)).toHaveLength(17)
    expect(kept.at(-1)).toEqual({ ok: false, reason: 'drawer-full' })
    expect([...on.kept.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(drawerBytes)
    expect(drawer.view().state).toBe('ready')
    let nth = 0
    while ((await drawer.put([plan(`small-${(nth += 1)}`, 'y'.repeat(400), null)])).ok) expect(nth).toBeLessThan(200)
    expect(drawer.view().state).toBe('full')
    const rev = (await drawer.read('plan/0'))?.rev ?? ''
    expect(await drawer.put([plan('0', 'short', rev)])).toEqual({ ok: true })
    expect(drawer.view().state).toBe('ready')
    expect(await drawer.put([plan('again', 'there is space again', null)])).toEqual({ ok: true })
  })

  it('PRIV-1 what is no record is refused: one too large, an id or a kind of a shape nobody gave', async () => {
    for (const entry of [
      plan('1', 'x'.repeat(70_000)),
      plan('../x y', 'x'),
      plan('a'.repeat(80), 'x'),
      { id: 'plan/1', kind: '', value: 'x' },
    ])
      expect(await drawer.put([entry])).toEqual({ ok: false, reason: 'bad-value' })
    expect(on.state.writes).toBe(0)
  })

  it('LOCK-1 nothing is read before it is known whether a passcode keeps it', async () => {
    let begin: () => void = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    let reads = 0
    const store: OwnStore = { ...on.store, read: () => ((reads += 1), on.store.read()) }
    const early = createDrawer({ random, store, begun, isShut: () => shut })
    expect(early.view()).toEqual({ state: 'reading' })
    const put = early.put([plan('1', 'early')])
    expect(reads).toBe(0)
    begin()
    expect(await put).toEqual({ ok: true })
    expect(reads).toBe(1)
  })

  it('LOCK-1 shut, it shows, gives and takes nothing, and holds nothing', async () => {
    await drawer.put([plan('1', 'soup')])
    shut = true
    expect(drawer.view()).toEqual({ state: 'locked' })
    await expect(drawer.read('plan/1')).rejects.toMatchObject({ code: 'locked' })
    await expect(drawer.put([plan('2', 'late')])).rejects.toMatchObject({ code: 'locked' })
    await drawer.shut()
    shut = false
    expect(drawer.view()).toEqual({ state: 'reading' })
    expect(await drawer.list('plan')).toHaveLength(1)
  })

  it('LOCK-1 shutting waits for what was being written, and it is there', async () => {
    void drawer.put([plan('1', 'the last letter')])
    await drawer.shut()
    expect(on.kept.size).toBe(1)
    expect(drawer.view()).toEqual({ state: 'reading' })
  })

  it('LOCK-2 what cannot be read is not empty: nothing is written over it, and it is read again when asked', async () => {
    await drawer.put([plan('1', 'soup')])
    const next = open()
    on.state.isOut = true
    await expect(next.put([plan('2', 'over it')])).rejects.toMatchObject({ code: 'broken-store' })
    expect(next.view()).toEqual({ state: 'unreadable' })
    on.state.isOut = false
    next.readAgain()
    expect(await next.list('plan')).toHaveLength(1)
  })

  it('LOCK-2 what a later Porchlight wrote is left as it is', async () => {
    const later = new TextEncoder().encode(JSON.stringify({ v: 2, id: 'plan/1', kind: 'plan' }).padEnd(512))
    on.kept.set('plan/1', later)
    await expect(drawer.list('plan')).rejects.toMatchObject({ code: 'unknown-version' })
    expect(drawer.view()).toEqual({ state: 'unreadable' })
    await expect(drawer.put([plan('1', 'over it')])).rejects.toBeInstanceOf(PorchlightError)
    expect(on.kept.get('plan/1')).toBe(later)
    on.kept.clear()
  })

  it('LOCK-2 a record that lies under the name of another is not read as it', async () => {
    await drawer.put([plan('1', 'soup')])
    on.kept.set('plan/2', on.kept.get('plan/1') ?? new Uint8Array())
    await expect(open().list('plan')).rejects.toMatchObject({ code: 'broken-store' })
    on.kept.delete('plan/2')
  })

  it('PRIV-1 a write the disk refuses changes nothing that is shown', async () => {
    await drawer.put([plan('1', 'soup')])
    on.state.isOut = true
    await expect(drawer.put([plan('1', 'lost')])).rejects.toMatchObject({ code: 'broken-store' })
    expect(shown()).toEqual(['soup'])
  })
})
