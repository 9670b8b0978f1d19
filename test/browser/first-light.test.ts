/** The shortest way from two strangers' browsers to a light: pairing, one glow, the partner's badge. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

describe('two browsers, one light', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('PAIR both show the same four words, and then both are connected', async () => {
    await expect(robin.popup.getByRole('button', { name: 'Thinking of you' }).isVisible()).resolves.toBe(true)
    await expect(sam.popup.getByRole('button', { name: 'Thinking of you' }).isVisible()).resolves.toBe(true)
  })

  it('SIG-1 one press, and the partner’s toolbar shows it', async () => {
    await sam.popup.close()
    await robin.popup.getByRole('button', { name: 'Thinking of you' }).click()
    const badge = await eventually(
      () => sam.device.badge(),
      ({ text }) => text === '✦',
    )
    expect(badge.title).toBe('Porchlight: someone is thinking of you')
  })

  it('SIG-4 it rests once its receiver opened the popup there', async () => {
    const popup = await sam.device.open('popup')
    await popup.getByText('Robin is thinking of you').waitFor()
    const badge = await eventually(
      () => sam.device.badge(),
      ({ text }) => text === '',
    )
    expect(badge.title).toBe('Porchlight: resting')
  })
})
