/** Click on *Thinking of you* in one browser → the badge of the other, loopback, real browsers; and what one glow puts on
 *  the wire, read from a relay between browser and server. The badge is watched inside the partner's worker, by its own
 *  calls, so that reading it costs no round trip. */

import type { Device } from '../support/chromium.ts'
import { pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { startServer } from '../support/server-process.ts'
import { report, summarize, withSpread } from './figures.ts'
import type { Figures } from './results.ts'

const rounds = 20

export const measureGlow = async (): Promise<Figures> => {
  const server = await startServer()
  const [robin, sam] = await pairTwo(server.url)
  await sam.popup.close()
  const worker = await sam.device.worker()
  await worker.evaluate(() => {
    const { chrome, shown } = globalThis as unknown as Watched
    const original = chrome.action.setBadgeText.bind(chrome.action)
    const times = (shown ?? []) as { text: string; at: number }[]
    Object.assign(globalThis, { shown: times })
    chrome.action.setBadgeText = async (details) => {
      await original(details)
      times.push({ text: details.text, at: Date.now() })
    }
  })
  const latencies: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await allowNextPress(robin.device)
    const pressedAt = await robin.popup.evaluate(() => {
      const button = [...document.querySelectorAll('button')].find((one) =>
        one.textContent?.includes('Thinking of you'),
      )
      const at = Date.now()
      button?.click()
      return at
    })
    const { at } = await eventually(
      () => worker.evaluate(() => (globalThis as unknown as Watched).shown.at(-1) ?? { text: '', at: 0 }),
      ({ text, at: shownAt }) => text === '✦' && shownAt >= pressedAt,
    )
    latencies.push(at - pressedAt)
    // Seen: the next glow lights the badge anew.
    const popup = await sam.device.open('popup')
    await eventually(
      () => sam.device.badge(),
      ({ text }) => text === '',
    )
    await popup.close()
  }
  const badge = summarize(latencies)
  report('click → partner’s badge', `${withSpread(badge)} ms`)
  await Promise.all([robin.device.forget(), sam.device.forget()])
  await server.dispose()
  return { badge }
}

interface Watched {
  chrome: { action: { setBadgeText(details: { text: string }): Promise<void> } }
  shown: { text: string; at: number }[]
}

/** A person may press once a minute (SIG-3); a bench must not wait that long, so it forgets the last press. */
async function allowNextPress(device: Device): Promise<void> {
  const worker = await device.worker()
  await worker.evaluate(() =>
    (
      globalThis as unknown as { chrome: { storage: { local: { remove(key: string): Promise<void> } } } }
    ).chrome.storage.local.remove('presses'),
  )
}
