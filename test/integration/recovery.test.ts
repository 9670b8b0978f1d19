/** Recovery words, over the real server: made, replaced, taken away, and used by somebody whose every device is gone. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '@porchlight/client/server/api-client'
import type { DeviceRecord } from '@porchlight/client/record/device-record'
import { eventually } from '../support/eventually.ts'
import { startNetwork } from '../support/network.ts'
import { killAt } from '../support/kill-at.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
const running: WorldDevice[] = []
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  for (const { device } of running) await device.stop()
  await server?.dispose()
})

const start = async (name: string): Promise<WorldDevice> => {
  const device = await startDevice({ name })
  running.push(device)
  return device
}

const startPair = async (serverOfSecond?: string): Promise<[WorldDevice, WorldDevice]> => {
  const [robin, sam] = [await start('robin'), await start('sam')]
  await pairDevices(server.url, robin, sam, serverOfSecond)
  return [robin, sam]
}

/** As places in the list. */
const prepareWords = async (device: WorldDevice): Promise<number[]> => {
  const places = (await asked(device, { kind: 'prepare-recovery' })) ?? ''
  return places.split(' ').map(Number)
}

const answersTo = (words: number[]) => [0, 4, 11].map((at) => ({ at, word: words[at] ?? Number.NaN }))

async function makeWords(device: WorldDevice): Promise<number[]> {
  const words = await prepareWords(device)
  await asked(device, { kind: 'confirm-recovery', answers: answersTo(words) })
  await recoveryIs(device, 'set')
  return words
}

const recoveryIs = (device: WorldDevice, wanted: 'set' | 'saving' | undefined) =>
  eventually(
    () => device.couple().recovery,
    (recovery) => recovery === wanted,
  )

const stateIs = (device: WorldDevice, wanted: string) =>
  eventually(
    () => device.view()?.state,
    (state) => state === wanted,
    30_000,
  )

/** Both hear each other, and call each other by name. */
async function liveOn(one: WorldDevice, other: WorldDevice): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    await asked(from, { kind: 'pause' })
    await eventually(
      () => to.couple().couple.pause.theirs,
      (paused) => paused,
      30_000,
    )
    await asked(from, { kind: 'come-back' })
    await eventually(
      () => to.couple().couple.pause.theirs,
      (paused) => !paused,
      30_000,
    )
  }
}

const named = (device: WorldDevice) => [device.couple().couple.myName, device.couple().couple.otherName]

describe('recovery words', () => {
  it('RECOVER-1 alone, the partner offline, after three rotations: the words bring everything back', async () => {
    const [robin, sam] = await startPair()
    const words = await makeWords(robin)
    expect(words).toHaveLength(12)
    await makeWords(sam)
    await makeWords(sam)
    await asked(sam, { kind: 'remove-recovery' })
    await recoveryIs(sam, undefined)
    await asked(robin, { kind: 'pause', note: 'away' })
    await eventually(
      () => sam.couple().couple.pause.theirs,
      (paused) => paused,
    )
    await eventually(
      () => robin.couple().saving,
      (saving) => saving === 'saved',
    )
    await sam.device.stop()
    await robin.device.stop()

    const laptop = await start('laptop')
    await asked(laptop, { kind: 'recover', server: server.url, words, label: 'the new laptop' })
    await stateIs(laptop, 'couple')
    await eventually(
      () => laptop.couple().couple.pause.mine,
      (paused) => paused,
    )
    await eventually(
      () => named(laptop),
      (names) => names.join() === 'Robin,Sam',
    )
    expect(laptop.couple().devices.map(({ label, isThis }) => [label, isThis])).toEqual([['the new laptop', true]])
    expect(laptop.couple().recovery).toBe('set')

    // The device that was lost finds out, and can still be read.
    await robin.restart()
    await stateIs(robin, 'ended')
    expect(robin.view()).toMatchObject({ why: expect.stringMatching(/revoked|unknown-device/), canExport: true })

    // The partner comes back and goes on with the new device.
    await sam.restart()
    await stateIs(sam, 'couple')
    await asked(laptop, { kind: 'come-back' })
    await liveOn(laptop, sam)
    expect(named(sam)).toEqual(['Sam', 'Robin'])

    // The words go on working, for the next time.
    const phone = await start('phone')
    await asked(phone, { kind: 'recover', server: server.url, words, name: 'Rob' })
    await stateIs(phone, 'couple')
    await stateIs(laptop, 'ended')
    await eventually(
      () => named(sam),
      (names) => names.join() === 'Sam,Rob',
    )
    await liveOn(phone, sam)
  })

  it('RECOVER-1 what is not these words opens nothing, and says kindly which way to look', async () => {
    const [robin] = await startPair()
    const words = await makeWords(robin)
    const laptop = await start('laptop')
    const recover = (tried: number[]) => laptop.device.run({ kind: 'recover', server: server.url, words: tried })
    expect(await recover(words.slice(1))).toEqual({ ok: false, reason: 'word-count' })
    // BIP-39 of 0x00 … 0x0f, as in the vectors.
    const nobodys = [0, 64, 1030, 64, 643, 28, 257, 266, 88, 771, 540, 251]
    expect(await recover(nobodys.with(2, 2047))).toEqual({ ok: false, reason: 'word-order' })
    expect(await recover(nobodys)).toEqual({ ok: false, reason: 'words-unknown' })
    expect(laptop.view()).toMatchObject({ state: 'unpaired', pairing: { step: 'idle' } })
    expect(
      await laptop.device.run({ kind: 'recover', server: server.metricsUrl.replace('/metrics', ''), words }),
    ).toEqual({ ok: false, reason: 'not-a-porchlight' })
    expect(await robin.device.run({ kind: 'recover', server: server.url, words })).toEqual({
      ok: false,
      reason: 'already-paired',
    })
    expect(robin.couple().recovery).toBe('set')
  })

  it('RECOVER-1 words that were replaced or taken away fail as unknown ones do; the newer ones work', async () => {
    const [robin, sam] = await startPair()
    const first = await makeWords(robin)
    const second = await makeWords(robin)
    const laptop = await start('laptop')
    const unknown = { ok: false, reason: 'words-unknown' }
    expect(await laptop.device.run({ kind: 'recover', server: server.url, words: first })).toEqual(unknown)
    const sams = await makeWords(sam)
    await asked(sam, { kind: 'remove-recovery' })
    await recoveryIs(sam, undefined)
    expect(await laptop.device.run({ kind: 'recover', server: server.url, words: sams })).toEqual(unknown)
    await asked(laptop, { kind: 'recover', server: server.url, words: second })
    await stateIs(laptop, 'couple')
    await liveOn(laptop, sam)
  })

  it('RECOVER-1 the other’s words survive a recovery: both can lose everything', async () => {
    const [robin, sam] = await startPair()
    const [robins, sams] = [await makeWords(robin), await makeWords(sam)]
    await robin.device.stop()
    await sam.device.stop()
    const [first, second] = [await start('first'), await start('second')]
    await asked(first, { kind: 'recover', server: server.url, words: robins })
    await asked(second, { kind: 'recover', server: server.url, words: sams })
    await Promise.all([stateIs(first, 'couple'), stateIs(second, 'couple')])
    await liveOn(first, second)
    await eventually(
      () => [...named(first), ...named(second)].join(),
      (names) => names === 'Robin,Sam,Sam,Robin',
    )
  })

  it('RECOVER-1 words are worth nothing before three of them were typed again', async () => {
    const [robin] = await startPair()
    expect(await robin.device.run({ kind: 'confirm-recovery', answers: [] })).toEqual({ ok: false, reason: 'no-words' })
    const words = await prepareWords(robin)
    const right = answersTo(words)
    const mismatch = { ok: false, reason: 'words-mismatch' }
    for (const answers of [
      right.slice(0, 2),
      [right[0], right[0], right[1]].filter((answer) => answer !== undefined),
      right.map(({ at, word }) => ({ at, word: (word + 1) % 2048 })),
      right.map(({ at, word }) => ({ at: at + 12, word })),
    ]) {
      expect(await robin.device.run({ kind: 'confirm-recovery', answers })).toEqual(mismatch)
    }
    expect(robin.couple().recovery).toBeUndefined()
    await robin.restart()
    await stateIs(robin, 'couple')
    expect(await robin.device.run({ kind: 'confirm-recovery', answers: right })).toEqual({
      ok: false,
      reason: 'no-words',
    })
    await asked(robin, { kind: 'prepare-recovery' })
    await asked(robin, { kind: 'forget-recovery' })
    expect(await robin.device.run({ kind: 'confirm-recovery', answers: right })).toEqual({
      ok: false,
      reason: 'no-words',
    })
  })

  it('RECOVER-1 confirmed offline, they are on their way, and work once the server was reached', async () => {
    const network = await startNetwork(server.url)
    const [, sam] = await startPair(network.url)
    network.cut()
    const words = await prepareWords(sam)
    await asked(sam, { kind: 'confirm-recovery', answers: answersTo(words) })
    expect(sam.couple().recovery).toBe('saving')
    await sam.restart()
    network.restore()
    await stateIs(sam, 'couple')
    await eventually(
      () => {
        sam.device.attend()
        return sam.couple().recovery
      },
      (recovery) => recovery === 'set',
      30_000,
    )
    const laptop = await start('laptop')
    await asked(laptop, { kind: 'recover', server: server.url, words })
    await stateIs(laptop, 'couple')
    await network.close()
  })

  it('EPOCH-6 a passcode moves the couple to a key that never lay on this disk without one', async () => {
    const [robin, sam] = await startPair()
    const before = await robin.record()
    await asked(sam, { kind: 'set-passcode', passcode: 'lantern on the step' })
    const after = await eventually(
      () => robin.record(),
      (record) =>
        record.state === 'couple' &&
        before.state === 'couple' &&
        record.keyring.epoch.epoch === before.keyring.epoch.epoch + 1,
    )
    expect(after).toMatchObject({ keyring: { epoch: { reason: 'lock' } } })
    await liveOn(robin, sam)
  })
})

/** A call of the API, or a write of the keyring that says so much of new words. */
type Step = keyof ApiClient | 'write' | 'words written' | 'words named' | 'words done'

function progressOf(record: DeviceRecord): Step {
  if (record.state !== 'couple') return 'write'
  const isNamed = record.keyring.epoch.roster.recovery.length > 0
  if (record.errands?.words === undefined) return isNamed ? 'words done' : 'write'
  return isNamed ? 'words named' : 'words written'
}

const press = (one: WorldDevice, command: Parameters<WorldDevice['device']['run']>[0]): void => {
  one.device.run(command).catch(() => undefined)
}

describe.concurrent('killed in the middle', () => {
  const recovering: [Step, number][] = [
    ['openRecovery', 1],
    ['postEpoch', 1],
    ['openRecovery', 2],
    ['ackEpochs', 1],
    ['write', 1],
    ['write', 2],
  ]
  for (const [step, nth] of recovering) {
    for (const when of ['before', 'after'] as const) {
      it(`RECOVER-1 recovering is killed ${when} ${step} ${nth}, and comes in all the same`, async () => {
        const [robin, sam] = await startPair()
        const words = await makeWords(robin)
        const laptop = await startDevice({ name: 'laptop' })
        const killed = killAt(laptop, { step, nth, when })
        press(laptop, { kind: 'recover', server: server.url, words })
        await eventually(killed, Boolean)
        await eventually(
          () => {
            const view = laptop.view()
            // Killed before anything was written, it knows of nothing, and is asked again.
            if (view?.state === 'unpaired' && view.pairing.step === 'idle')
              press(laptop, { kind: 'recover', server: server.url, words })
            return view?.state
          },
          (state) => state === 'couple',
          30_000,
        )
        await stateIs(robin, 'ended')
        await liveOn(laptop, sam)
        expect(laptop.couple().devices).toHaveLength(1)
        laptop.abandon()
      })
    }
  }

  const making: [Step, number][] = [
    ['putRecovery', 1],
    ['couple', 1],
    ['postEpoch', 1],
    ['words written', 1],
    ['words named', 1],
    ['words done', 1],
  ]
  for (const [step, nth] of making) {
    for (const when of ['before', 'after'] as const) {
      it(`RECOVER-1 making words is killed ${when} ${step} ${nth}: they work, or nobody believes they do`, async () => {
        const robin = await startDevice({ name: 'robin' })
        const sam = await start('sam')
        await pairDevices(server.url, robin, sam)
        const words = await prepareWords(robin)
        const killed = killAt(robin, { step, nth, when }, step === 'write' ? undefined : progressOf)
        press(robin, { kind: 'confirm-recovery', answers: answersTo(words) })
        await eventually(killed, Boolean)
        await stateIs(robin, 'couple')
        const wasWritten = step !== 'words written' || when === 'after'
        await recoveryIs(robin, wasWritten ? 'set' : undefined)
        const laptop = await start('laptop')
        const answer = await laptop.device.run({ kind: 'recover', server: server.url, words })
        expect(answer).toEqual(wasWritten ? { ok: true } : { ok: false, reason: 'words-unknown' })
        await liveOn(wasWritten ? laptop : robin, sam)
        robin.abandon()
      })
    }
  }
})
