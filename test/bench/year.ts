/** A year of two people with four devices: signals and notes every day, the light passing by turns, an invitation a week,
 *  the wording touched every month, every browser started anew each morning (new Yjs client ids). How large the inner
 *  document is after it, as a snapshot (Yjs V2), and how long it takes to open. No housekeeping yet (DOC-4). */

import * as Y from 'yjs'
import { createTwoPartners, day, type DeviceName, deviceNames, hour } from '../support/two-partners.ts'
import { report, shown, summarize, withSpread } from './figures.ts'
import type { Figures } from './results.ts'

export const measureYear = (): Promise<Figures> => {
  const porch = createTwoPartners({ seed: 26 })
  porch.agree()
  for (let date = 0; date < 365; date += 1) {
    for (const name of deviceNames) porch.restart(name)
    for (const name of ['a1', 'b1', 'a2', 'b2'] satisfies DeviceName[]) {
      porch.does(name, { kind: 'send-signal', signal: date % 3 === 0 ? 'hug' : 'glow' })
      porch.wait(hour)
    }
    if (date % 2 === 0) porch.does('a1', { kind: 'send-note', text: `Day ${date}: a few kind words for you.` })
    const { light } = porch.view('a1')
    if (light.state === 'mine' || light.state === 'theirs' || light.state === 'open') {
      const holder: DeviceName = light.state === 'theirs' ? 'b1' : 'a1'
      if (date % 7 === 3)
        porch.does(holder, { kind: 'invite', turn: light.turn, text: 'Shall we sit on the porch tonight?' })
      else porch.does(holder, { kind: 'reach-out', turn: light.turn, by: 'me' })
    }
    const [invitation] = porch.view('b1').invitationsToMe
    if (invitation?.state === 'open') porch.does('b1', { kind: 'answer', invitation: invitation.id, answer: 'gladly' })
    if (date % 30 === 29) porch.write(`We leave a light on.\nMonth ${Math.floor(date / 30)}.`, 'a1')
    for (const name of deviceNames) porch.tidy(name)
    porch.sync()
    porch.wait(day - 4 * hour)
  }
  const snapshot = Y.encodeStateAsUpdateV2(porch.doc('a1'))
  const kB = snapshot.length / 1000
  report('inner document after a simulated year', `${shown(kB)} kB`)
  const openings = summarize(
    Array.from({ length: 9 }, () => {
      const startedAt = performance.now()
      Y.applyUpdateV2(new Y.Doc(), snapshot)
      return performance.now() - startedAt
    }),
  )
  report('opening it', `${withSpread(openings)} ms`)
  return Promise.resolve({ kB, openings })
}
