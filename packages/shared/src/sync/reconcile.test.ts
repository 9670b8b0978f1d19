import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentOf, missingFromEntries, paceAfterPush, type ReconcilePace, waitBeforePushMs } from './reconcile.ts'
import type { Body } from './strict-probe.ts'

const limits = { jitterMs: 3_000, minGapMs: 5_000, maxGapMs: 600_000 }

const written = (): { inner: Y.Doc; bodies: Body[] } => {
  const inner = new Y.Doc()
  const bodies: Body[] = []
  inner.on('update', (bytes: Uint8Array) => bodies.push({ kind: 1, bytes }))
  inner.getText('t').insert(0, 'hello')
  inner.getText('t').delete(0, 2)
  inner.getMap('r').set('a', 1)
  return { inner, bodies }
}

describe('reconcile', () => {
  test('SEAL-8 entries that add up to the document lack nothing, in any order, also as a snapshot', () => {
    const { inner, bodies } = written()
    expect(missingFromEntries(inner, bodies)).toBeUndefined()
    expect(missingFromEntries(inner, bodies.toReversed())).toBeUndefined()
    expect(missingFromEntries(inner, [{ kind: 2, bytes: Y.encodeStateAsUpdateV2(inner) }])).toBeUndefined()
  })

  test.each([0, 1, 2])('SEAL-8 without entry %i something is missing, and pushing it makes it whole', (gone) => {
    const { inner, bodies } = written()
    const left = bodies.filter((_, i) => i !== gone)
    const missing = missingFromEntries(inner, left)
    expect(missing).toBeDefined()
    const repaired = documentOf([...left, { kind: 1, bytes: missing as Uint8Array }])
    expect(repaired.getText('t').toJSON()).toBe('llo')
    expect(repaired.getMap('r').toJSON()).toEqual({ a: 1 })
  })

  test('SEAL-8 at most one push per 5 s, doubling to 10 min', () => {
    let pace: ReconcilePace = { gapMs: limits.minGapMs }
    const pushedAtMs: number[] = []
    for (let nowMs = 0; nowMs < 2 * 3_600_000; nowMs += 1_000) {
      if (waitBeforePushMs(pace, nowMs) > 0) continue
      pace = paceAfterPush(pace, nowMs, limits)
      pushedAtMs.push(nowMs / 1_000)
    }
    const gaps = pushedAtMs.slice(1).map((at, i) => at - (pushedAtMs.at(i) as number))
    expect(gaps.slice(0, 10)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600, 600])
  })

  test.each([
    ['nothing pushed yet', {}, 0, 0],
    ['just pushed', { lastPushMs: 1_000 }, 1_000, 5_000],
    ['half-way', { lastPushMs: 1_000 }, 3_500, 2_500],
    ['long ago', { lastPushMs: 1_000 }, 9_000, 0],
    ['the clock was set back by an hour', { lastPushMs: 3_601_000 }, 1_000, 5_000],
  ])('SEAL-8 %s: wait', (_, pace, nowMs, waitMs) => {
    expect(waitBeforePushMs({ gapMs: 5_000, ...pace }, nowMs)).toBe(waitMs)
  })

  test('SEAL-8 after a calm time it begins anew', () => {
    const tired: ReconcilePace = { lastPushMs: 0, gapMs: 600_000 }
    expect(paceAfterPush(tired, 900_000, limits).gapMs).toBe(600_000)
    expect(paceAfterPush(tired, 1_200_001, limits).gapMs).toBe(5_000)
  })
})
