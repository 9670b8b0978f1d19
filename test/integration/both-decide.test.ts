/** Whoever joins is asked as well: what has been said, on whichever side, and what may follow from it. The table is the one of
 *  docs/adr/0019-whoever-joins-is-asked.md. Rule: PAIR-6 */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { keyringOf } from '../support/hostile-member.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { call } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { addDevice, asked, pairDevices, stepOf } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
let network: Network
let robin: WorldDevice
let sam: WorldDevice
const running: WorldDevice[] = []
const device = async (name: string): Promise<WorldDevice> => {
  const one = await startDevice({ name })
  running.push(one)
  return one
}

beforeAll(async () => {
  server = await startServer()
  network = await startNetwork(server.url)
})
beforeEach(async () => {
  ;[robin, sam] = [await device('robin'), await device('sam')]
})
afterEach(() => {
  network.restore()
  for (const one of running.splice(0)) one.abandon()
})
afterAll(async () => {
  await network?.close()
  await server?.dispose()
})

/** Robin has lit a porch; Sam, who reaches the server over a network that can be cut, has pasted the link; both see words. */
async function untilWords(inviter = robin, joiner = sam): Promise<void> {
  if (inviter.view()?.state === 'couple') await asked(inviter, { kind: 'new-invite' })
  else await asked(inviter, { kind: 'light-porch', name: 'Robin', server: server.url })
  const { link } = await stepOf(inviter, 'invited')
  await asked(joiner, { kind: 'join', name: 'Sam', link: link.replace(server.url, network.url) })
  const [hers, his] = await Promise.all([stepOf(inviter, 'words'), stepOf(joiner, 'words')])
  expect(hers.words).toEqual(his.words)
}

const wordsOf = (one: WorldDevice) => {
  const view = one.view()
  const pairing = view?.state === 'unpaired' ? view.pairing : undefined
  return pairing?.step === 'words' && pairing.role === 'joiner' ? pairing : undefined
}
const asksNow = (one: WorldDevice) => eventually(() => wordsOf(one)?.otherSaidYes, Boolean)
const joiningOf = async (one: WorldDevice) => {
  const record = await one.record()
  if (record.state !== 'unpaired' || record.joining === undefined) throw new Error(record.state)
  return record.joining
}
const ticketStatus = async (token: Uint8Array): Promise<number> =>
  (await call(server.url, 'POST', '/v1/tickets', { token: base64UrlFromBytes(token) })).status
const connected = (one = robin, other = sam) =>
  eventually(
    () =>
      [one, other].map((each) => {
        const view = each.view()
        return view?.state === 'couple' && view.couple.otherName !== ''
      }),
    (are) => are.every(Boolean),
  )

const hearsOfTheirNo = async (): Promise<void> =>
  expect(await stepOf(robin, 'failed')).toMatchObject({ reason: 'they-stopped' })

/** Of the joiner's device, everything a call could carry into the couple. */
function watchCalls(one: WorldDevice): string[] {
  const calls: string[] = []
  one.bends.api = (made, pass) => {
    calls.push(made)
    return pass()
  }
  return calls
}

describe('both decide', () => {
  it.each(['the inviter first', 'the joiner first', 'both at once'])(
    'PAIR-6 %s: connected by two yeses',
    async (who) => {
      await untilWords()
      const yes = (one: WorldDevice) => asked(one, { kind: 'confirm-words' })
      if (who === 'both at once') await Promise.all([yes(robin), yes(sam)])
      else for (const one of who === 'the inviter first' ? [robin, sam] : [sam, robin]) await yes(one)
      expect(await connected()).toEqual([true, true])
    },
  )

  it('PAIR-6 the inviter’s yes alone: the joiner is asked, and nothing of theirs is in the couple', async () => {
    await untilWords()
    const calls = watchCalls(sam)
    await asked(robin, { kind: 'confirm-words' })
    await asksNow(sam)
    await sam.kill()
    await asksNow(sam)
    expect(sam.view()?.state).toBe('unpaired')
    expect(wordsOf(sam)?.words).toHaveLength(4)
    expect(calls.filter((made) => ['ticket', 'ackEpochs', 'postEpoch', 'couple'].includes(made))).toEqual([])
    expect(sam.device.inner()).toBeUndefined()
    expect(sam.device.badge()?.lamp).toBe('dark')
    expect(robin.couple().couple.otherName).toBe('')
    await asked(sam, { kind: 'confirm-words' })
    await connected()
  })

  it('PAIR-6 the joiner’s yes alone: they wait, and see for what; also after their worker was killed', async () => {
    await untilWords()
    await asked(sam, { kind: 'confirm-words' })
    expect(wordsOf(sam)).toMatchObject({ saidYes: true })
    expect(wordsOf(sam)?.otherSaidYes).toBeUndefined()
    await sam.kill()
    await eventually(() => wordsOf(sam)?.saidYes, Boolean)
    expect(sam.view()?.state).toBe('unpaired')
    await asked(robin, { kind: 'confirm-words' })
    await connected()
  })

  it('PAIR-6 a worker that slept from the claim to the inviter’s yes still compares first', async () => {
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(robin, 'invited')
    sam.bends.api = async (made, pass) => {
      const answer = await pass()
      if (made === 'claimInvite') sam.abandon()
      return answer
    }
    await asked(sam, { kind: 'join', name: 'Sam', link })
    const { words } = await stepOf(robin, 'words')
    await asked(robin, { kind: 'confirm-words' })
    sam.bends.api = undefined
    await sam.start()
    await asksNow(sam)
    expect(wordsOf(sam)?.words).toEqual(words)
    await asked(sam, { kind: 'confirm-words' })
    await connected()
  })

  it('PAIR-6 pressed twice, in two windows, on both sides: as pressed once', async () => {
    await untilWords()
    const twice = (one: WorldDevice) =>
      Promise.all([one.device.run({ kind: 'confirm-words' }), one.device.run({ kind: 'confirm-words' })])
    expect((await twice(sam)).map(({ ok }) => ok)).toEqual([true, true])
    await twice(robin)
    await connected()
  })

  it('PAIR-6 a yes whose connection broke goes on by itself', async () => {
    await untilWords()
    await asked(robin, { kind: 'confirm-words' })
    await asksNow(sam)
    network.cut()
    expect(await sam.device.run({ kind: 'confirm-words' })).toMatchObject({ ok: false })
    expect(wordsOf(sam)).toMatchObject({ saidYes: true })
    network.restore()
    await connected()
  })
})

describe('they differ', () => {
  it('PAIR-6 before the inviter has said yes: the invite is burned, both are told, both begin anew', async () => {
    await untilWords()
    await asked(sam, { kind: 'reject-words' })
    expect(await stepOf(sam, 'failed')).toMatchObject({ role: 'joiner', reason: 'words-differ' })
    expect(await stepOf(robin, 'failed')).toMatchObject({ role: 'inviter', reason: 'they-stopped' })
    expect(await robin.device.run({ kind: 'confirm-words' })).toMatchObject({ ok: false })
    await untilWords()
    await Promise.all([robin, sam].map((one) => asked(one, { kind: 'confirm-words' })))
    await connected()
  })

  it('PAIR-6 after it: they leave by their own token, nothing of theirs was there, both begin anew', async () => {
    await untilWords()
    const { token } = await joiningOf(sam)
    await asked(robin, { kind: 'confirm-words' })
    await asksNow(sam)
    expect(await ticketStatus(token)).toBe(200)
    await asked(sam, { kind: 'reject-words' })
    expect(await stepOf(sam, 'failed')).toMatchObject({ reason: 'words-differ' })
    await eventually(
      () => ticketStatus(token),
      (status) => status === 401,
    )
    await eventually(
      () => {
        // As the alarm does every half minute.
        robin.device.wake()
        return robin.couple().otherIsHere
      },
      (isHere) => !isHere,
    )
    expect(robin.couple().couple.otherName).toBe('')
    expect(await sam.record()).toEqual({ v: 1, state: 'unpaired' })
    await untilWords()
    await Promise.all([robin, sam].map((one) => asked(one, { kind: 'confirm-words' })))
    await connected()
  })

  it('PAIR-6 after a yes of one’s own, as long as it has led nowhere', async () => {
    await untilWords()
    await asked(sam, { kind: 'confirm-words' })
    await asked(sam, { kind: 'reject-words' })
    expect(await stepOf(robin, 'failed')).toMatchObject({ reason: 'they-stopped' })
    expect(sam.view()?.state).toBe('unpaired')
  })

  it.each(['before', 'after'] as const)(
    'PAIR-6 without a connection, and the worker killed %s it could tell: the server hears of it later',
    async (when) => {
      await untilWords()
      const { token } = await joiningOf(sam)
      if (when === 'after') {
        await asked(robin, { kind: 'confirm-words' })
        await asksNow(sam)
      }
      network.cut()
      await asked(sam, { kind: 'reject-words' })
      expect(await stepOf(sam, 'failed')).toMatchObject({ reason: 'words-differ' })
      await sam.kill()
      expect(wordsOf(sam)).toBeUndefined()
      network.restore()
      if (when === 'before') await hearsOfTheirNo()
      await eventually(
        () => ticketStatus(token),
        (status) => status === 401,
      )
      await eventually(
        () => sam.record(),
        (record) => record.state === 'unpaired' && record.refused === undefined,
      )
    },
  )

  it('PAIR-6 stopping before there are words takes the knock back', async () => {
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(robin, 'invited')
    robin.bends.api = (made, pass) => (made === 'revealInvite' ? new Promise(() => undefined) : pass())
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await eventually(
      () => sam.view(),
      (view) => view?.state === 'unpaired' && view.pairing.step === 'working',
    )
    const { token } = await joiningOf(sam)
    await asked(sam, { kind: 'stop-joining' })
    await eventually(
      () => ticketStatus(token),
      (status) => status === 401,
    )
  })
})

describe('a further device of one’s own', () => {
  it('PAIR-6 is asked too; where the words differ it goes alone, and nobody else with it', async () => {
    await pairDevices(server.url, robin, sam)
    const laptop = await device('laptop')
    await asked(robin, { kind: 'add-device' })
    const { link } = await stepOf(robin, 'invited')
    await asked(laptop, { kind: 'join', link })
    await Promise.all([stepOf(robin, 'words'), stepOf(laptop, 'words')])
    const { token } = await joiningOf(laptop)
    await asked(robin, { kind: 'confirm-words' })
    await asksNow(laptop)
    expect(wordsOf(laptop)).toMatchObject({ own: true })
    await asked(laptop, { kind: 'reject-words' })
    await eventually(
      () => ticketStatus(token),
      (status) => status === 401,
    )
    for (const one of [robin, sam]) expect(await ticketStatus((await keyringOf(one)).token)).toBe(200)
    expect(sam.couple().otherIsHere).toBe(true)
    await addDevice(robin, laptop)
  })
})

describe('a server that has the link plays the inviter', () => {
  it('PAIR-6 it lets Sam into a couple of its own at once: nothing of Sam’s goes there, and Sam comes home', async () => {
    const eve = await device('eve')
    // What Sam pastes was to be Robin's link; whoever carried it put another one in its place.
    await asked(eve, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(eve, 'invited')
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await stepOf(eve, 'words')
    await asked(eve, { kind: 'confirm-words' })
    await asksNow(sam)
    const calls = watchCalls(sam)
    await sam.kill()
    await asksNow(sam)
    expect(sam.view()?.state).toBe('unpaired')
    expect(calls.filter((made) => made === 'ticket' || made === 'ackEpochs')).toEqual([])
    expect(await sam.device.run({ kind: 'send-note', text: 'For Robin alone.' })).toMatchObject({ ok: false })
    expect(eve.couple().couple).toMatchObject({ otherName: '', signals: [] })
    await asked(sam, { kind: 'reject-words' })
    await untilWords()
    await Promise.all([robin, sam].map((one) => asked(one, { kind: 'confirm-words' })))
    await connected()
    expect(eve.couple().couple).toMatchObject({ otherName: '', signals: [] })
  })
})
