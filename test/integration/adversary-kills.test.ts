/** Two people pair while one of their backgrounds is killed, once, at every step that leaves the worker: each call to the
 *  server, before it is sent and after it was answered, and each write of the keyring. Whatever the step, going on as a
 *  person would brings both to the same couple, and what was written on the way is there. */

import { describe } from 'vitest'
import { type Couple, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { type KillPoint, killAt } from '../support/kill-at.ts'
import type { ServerProcess } from '../support/server-process.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest()

/** What two patient people do, whatever they see, until both are there. */
async function pairPatiently(server: ServerProcess, { robin, sam }: Couple): Promise<void> {
  let named = false
  let told = 0
  await eventually(
    async () => {
      const [mine, theirs] = [robin.view(), sam.view()]
      if (mine?.state === 'unpaired' && mine.pairing.step !== 'working') {
        press(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
      } else if (mine?.state === 'couple' && !mine.couple.otherJoined) {
        if (!named) named = (await Promise.race([robin.device.run({ kind: 'pause' }), soon()])).ok
        const { pairing } = mine
        if ((pairing.step === 'idle' || pairing.step === 'failed') && Date.now() - told > 500) {
          told = Date.now()
          press(robin, { kind: 'new-invite' })
        }
        if (pairing.step === 'invited' && theirs?.state === 'unpaired' && theirs.pairing.step !== 'working') {
          await Promise.race([sam.device.run({ kind: 'join', name: 'Sam', link: pairing.link }), soon()])
        }
        if (pairing.step === 'words' && theirs?.state === 'unpaired' && theirs.pairing.step === 'words') {
          if (pairing.words.join() !== theirs.pairing.words.join()) throw new Error('the words differ')
          press(robin, { kind: 'confirm-words' })
        }
      }
      if (theirs?.state === 'unpaired' && theirs.pairing.step === 'words' && theirs.pairing.role === 'joiner') {
        if (theirs.pairing.saidYes !== true) press(sam, { kind: 'confirm-words' })
      }
      return [robin.view()?.state, sam.view()?.state, mine?.state === 'couple' && mine.couple.otherJoined]
    },
    ([a, b, joined]) => a === 'couple' && b === 'couple' && joined === true,
    60_000,
  )
}

/** What a killed worker still says to a press goes nowhere. */
const press = (one: WorldDevice, command: Parameters<WorldDevice['device']['run']>[0]): void => {
  one.device.run(command).catch(() => undefined)
}

/** A command of a killed worker is never answered. */
const soon = (): Promise<{ ok: false }> => new Promise((resolve) => setTimeout(() => resolve({ ok: false }), 1_500))

const points: { who: 'robin' | 'sam'; step: KillPoint['step']; nth: number }[] = [
  ...(['info', 'createCouple', 'createInvite', 'ticket', 'revealInvite', 'postEpoch', 'ackEpochs'] as const).map(
    (step) => ({ who: 'robin' as const, step, nth: 1 }),
  ),
  ...[1, 2, 3].map((nth) => ({ who: 'robin' as const, step: 'invite' as const, nth })),
  ...[1, 2, 3, 4].map((nth) => ({ who: 'robin' as const, step: 'write' as const, nth })),
  ...(['info', 'openInvite', 'claimInvite', 'epochs', 'ackEpochs', 'ticket'] as const).map((step) => ({
    who: 'sam' as const,
    step,
    nth: 1,
  })),
  ...[1, 2].map((nth) => ({ who: 'sam' as const, step: 'invite' as const, nth })),
  // The claim, the words, the own yes, the couple.
  ...[1, 2, 3, 4].map((nth) => ({ who: 'sam' as const, step: 'write' as const, nth })),
]

describe.concurrent('killed while pairing', () => {
  for (const { who, step, nth } of points) {
    for (const when of ['before', 'after'] as const) {
      it(`PAIR ${who} is killed ${when} ${step} ${nth}`, async ({ server, start }) => {
        const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
        const killed = killAt(who === 'robin' ? robin : sam, { step, nth, when })
        await pairPatiently(server, { robin, sam })
        await eventually(killed, Boolean)
        await eventually(
          () => [robin, sam].map((one) => one.view()?.state),
          (states) => states.every((state) => state === 'couple'),
        )
        await eventually(
          () =>
            sam.view()?.state === 'couple' ? [sam.couple().couple.pause.theirs, sam.couple().couple.otherName] : [],
          ([paused, name]) => paused === true && name === 'Robin',
        )
        await Promise.race([sam.device.run({ kind: 'pause' }), soon()])
        await eventually(() => robin.view()?.state === 'couple' && robin.couple().couple.pause.theirs, Boolean)
      })
    }
  }
})
