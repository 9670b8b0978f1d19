/** A reaching out that is held for its undo, while clocks jump and workers die; and two backgrounds on one profile. */

import { describe, expect } from 'vitest'
import * as Y from 'yjs'
import { type Couple, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const day = 86_400_000
const it = coupleTest()
it.beforeEach(({ couple }) => agree(couple))

const coupleOf = (one: WorldDevice) => {
  const view = one.view()
  return view?.state === 'couple' ? view : undefined
}
const turnOf = (one: WorldDevice): string => {
  const light = coupleOf(one)?.couple.light
  return light !== undefined && 'turn' in light ? `${light.turn} ${light.state}` : (light?.state ?? 'nothing')
}

async function agree({ robin, sam }: Couple): Promise<void> {
  const inner = robin.device.inner()
  if (inner === undefined) throw new Error('no document')
  const [paragraph, text] = [new Y.XmlElement('paragraph'), new Y.XmlText('We take turns.')]
  paragraph.insert(0, [text])
  inner.getXmlFragment('draft').insert(0, [paragraph])
  for (const one of [robin, sam]) {
    const { draft } = await eventually(
      () => coupleOf(one)?.couple.agreement ?? { draft: { state: 'unfit' as const } },
      ({ draft: { state } }) => state === 'fit',
    )
    if (draft.state === 'fit') await asked(one, { kind: 'consent', hash: draft.hash })
  }
  await eventually(
    () => [robin, sam].map(turnOf).join(),
    (turns) => turns === '1 mine,1 theirs',
  )
}

describe('a held reaching out', () => {
  it('TURN-10 survives two kills and a clock set back a day, and leaves once, within its ten seconds', async ({
    robin,
    sam,
  }) => {
    await asked(robin, { kind: 'reach-out', turn: 1, by: 'me' })
    expect(coupleOf(robin)?.held).toHaveLength(1)
    robin.skewMs = -day
    await robin.kill()
    await eventually(
      () => coupleOf(robin)?.held.length,
      (held) => held === 1,
    )
    await robin.kill()
    await eventually(
      () => turnOf(sam),
      (turn) => turn === '2 mine',
      20_000,
    )
    await eventually(
      () => coupleOf(robin)?.held.length,
      (held) => held === 0,
    )
    robin.skewMs = 0
    await robin.kill()
    await eventually(
      () => turnOf(robin),
      (turn) => turn === '2 theirs',
    )
    expect(coupleOf(robin)?.held).toEqual([])
  })

  it('TURN-10 a clock set forward a day while the worker sleeps: it leaves when the worker wakes', async ({
    robin,
    sam,
  }) => {
    await asked(robin, { kind: 'reach-out', turn: 1, by: 'me' })
    robin.skewMs = day
    await robin.kill()
    await eventually(
      () => turnOf(sam),
      (turn) => turn === '2 mine',
    )
  })
})

describe('two backgrounds on one profile', () => {
  it('SEAL-6a what either was told is there afterwards', async ({ robin, sam }) => {
    const first = robin.device
    await robin.start()
    await eventually(
      () => coupleOf(robin)?.saving,
      (saving) => saving === 'saved',
    )
    const answers = await Promise.all([
      first.run({ kind: 'send-note', text: 'from the first' }),
      robin.device.run({ kind: 'set-name', name: 'Robin Two' }),
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, true])
    await first.stop()
    await robin.kill()
    await eventually(
      () => coupleOf(sam)?.couple,
      (couple) => couple?.otherName === 'Robin Two' && couple.signals.length === 1,
    )
  })
})
