/** Pairing on a bad day: the answer that says the key was taken never arrives. */

import { PorchlightError } from '@porchlight/shared/errors'
import { describe, expect } from 'vitest'
import { type Couple, type Start, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { asked, stepOf } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest()
const unreachable = () => new PorchlightError('unreachable', 'The server did not answer.')

/** Both see the words, and have the link that brought them there. */
async function untilWords(server: ServerProcess, start: Start): Promise<Couple & { link: string }> {
  const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
  await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
  const { link } = await stepOf(robin, 'invited')
  await asked(sam, { kind: 'join', name: 'Sam', link })
  await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
  return { robin, sam, link }
}

const pausedBy = (one: WorldDevice): boolean => {
  const view = one.view()
  return view?.state === 'couple' && view.couple.pause.theirs
}

/** Each hears what the other writes. */
async function hearEachOther({ robin, sam }: Couple): Promise<void> {
  await eventually(
    () => [robin.view()?.state, sam.view()?.state],
    (states) => states.every((s) => s === 'couple'),
  )
  await asked(sam, { kind: 'pause' })
  await eventually(() => pausedBy(robin), Boolean)
  await asked(sam, { kind: 'come-back' })
  await eventually(
    () => pausedBy(robin),
    (is) => !is,
  )
  await asked(robin, { kind: 'pause' })
  await eventually(() => pausedBy(sam), Boolean)
  await asked(robin, { kind: 'come-back' })
  await eventually(
    () => pausedBy(sam),
    (is) => !is,
  )
}

const epochOf = async (one: WorldDevice): Promise<number> => {
  const record = await one.record()
  if (record.state !== 'couple') throw new Error(record.state)
  return record.keyring.epoch.epoch
}

describe('the answer to the key', () => {
  it('EPOCH-3 lost: the one who confirmed follows the key they made', async ({ server, start }) => {
    const { robin, sam } = await untilWords(server, start)
    robin.bends.api = async (call, pass) => {
      const answer = await pass()
      if (call === 'postEpoch') throw unreachable()
      return answer
    }
    expect(await robin.device.run({ kind: 'confirm-words' })).toMatchObject({ ok: false })
    robin.bends.api = undefined
    await asked(sam, { kind: 'confirm-words' })
    await hearEachOther({ robin, sam })
    expect(await epochOf(robin)).toBe(2)
  })
})

describe('a link that leads nowhere', () => {
  it.for([
    ['the link that brought them there, pasted once more', (link: string) => link] as const,
    ['a link of another kind', () => 'https://porch.example/i#nothing'] as const,
  ])('PAIR while both compare the words, %s is refused, and they go on', async ([, other], { server, start }) => {
    const { robin, sam, link } = await untilWords(server, start)
    expect(await sam.device.run({ kind: 'join', name: 'Sam', link: other(link) })).toMatchObject({ ok: false })
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await hearEachOther({ robin, sam })
  })
})
