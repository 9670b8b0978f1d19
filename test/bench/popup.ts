/** The popup: from navigation to first contentful paint, with a warm worker, as the browser's own performance entries say. */

import { pairTwo } from '../support/couple.ts'
import { startServer } from '../support/server-process.ts'
import { report, summarize, withSpread } from './figures.ts'
import type { Figures } from './results.ts'

const rounds = 20

export const measurePopup = async (): Promise<Figures> => {
  const server = await startServer()
  const [robin, sam] = await pairTwo(server.url)
  const paints: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const popup = await robin.device.open('popup')
    await popup.getByRole('button', { name: 'Thinking of you' }).waitFor()
    const first = await popup.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    )
    paints.push(Number(await first.jsonValue()))
    await popup.close()
  }
  const paint = summarize(paints)
  report('popup: open → first contentful paint', `${withSpread(paint)} ms`)
  await Promise.all([robin.device.forget(), sam.device.forget()])
  await server.dispose()
  return { paint }
}
