/** Two people have a way out from the first day: leaving alone, and erasing for both. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agree } from '../support/agreement.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

describe('ways out', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner

  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('LEAVE-1 one leaves alone: this device forgets, the other rests and keeps what they wrote', async () => {
    ;[robin, sam] = await pairTwo(server.url)
    await agree(robin, sam)
    const settings = await sam.device.open('options')
    await settings.getByRole('button', { name: 'Leave', exact: true }).click()
    await settings.getByRole('button', { name: 'Yes, leave' }).click()
    await eventually(
      () => sam.device.badge(),
      ({ title }) => title === 'Porchlight',
    )
    const badge = await eventually(
      () => robin.device.badge(),
      ({ title }) => title === 'Porchlight: resting',
    )
    expect(badge.text).toBe('')
    const panel = await robin.device.open('sidepanel')
    await panel.getByText('We both want to be wanted', { exact: false }).waitFor()
    await Promise.all([robin.device.forget(), sam.device.forget()])
  })

  it('LEAVE-2 one erases for both: the server has nothing, the other is told neutrally and can keep a copy', async () => {
    ;[robin, sam] = await pairTwo(server.url)
    const settings = await robin.device.open('options')
    await settings.getByRole('button', { name: 'Erase for both of us' }).click()
    await settings.getByRole('button', { name: 'Yes, erase for both of us' }).click()
    await eventually(
      () => robin.device.badge(),
      ({ title }) => title === 'Porchlight',
    )
    await sam.popup.getByText('Your shared place was erased.').waitFor()
    const [copy] = await Promise.all([
      sam.popup.waitForEvent('download'),
      sam.popup.getByRole('button', { name: 'Keep a copy' }).click(),
    ])
    const stream = await copy.createReadStream()
    const text = (await stream.toArray()).join('')
    expect(JSON.parse(text)).toMatchObject({ format: 'porchlight-export' })
  })
})
