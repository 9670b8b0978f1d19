/** Writing the agreement: both at once, offline and back, through a killed worker; and both yeses. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorOf, openAgreement, sayYes, startFrom, typeAtEnd } from '../support/agreement.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const textOf = (panel: Page) => editorOf(panel).innerText()
const includes =
  (...parts: string[]) =>
  (text: string) =>
    parts.every((part) => text.includes(part))

describe('two write one agreement', () => {
  let server: ServerProcess
  let samsNetwork: Network
  let robin: Partner
  let sam: Partner
  let hers: Page
  let his: Page

  beforeAll(async () => {
    server = await startServer()
    samsNetwork = await startNetwork(server.url)
    ;[robin, sam] = await pairTwo(server.url, { secondServer: samsNetwork.url })
    ;[hers, his] = await Promise.all([openAgreement(robin), openAgreement(sam)])
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await samsNetwork?.close()
    await server?.dispose()
  })

  it('AGREE-2 the fixed line stands over every wording, outside the editable text', async () => {
    await hers.getByText('It is not consent to any act.', { exact: false }).waitFor()
    expect(await textOf(hers)).not.toContain('It is not consent to any act')
  })

  it('AGREE-1 both type at once and see each other’s letters and carets', async () => {
    await Promise.all([typeAtEnd(hers, 'We leave a light on.'), typeAtEnd(his, ' And we answer kindly.')])
    const both = includes('We leave a light on.', 'And we answer kindly.')
    const [mine, theirs] = await Promise.all([
      eventually(() => textOf(hers), both),
      eventually(() => textOf(his), both),
    ])
    const caret = await his.locator('.their-name').first().innerText()
    expect(caret).toBe('Robin')
    const withoutCarets = (text: string): string => text.replace(/Robin|Sam|\s+|\u2060/g, '')
    expect(withoutCarets(mine)).toBe(withoutCarets(theirs))
  })

  it('AGREE-9 a starter replaces what is there only after asking, for both', async () => {
    await startFrom(hers, '48 hours each')
    await hers.getByRole('button', { name: 'Replace them' }).click()
    await eventually(() => textOf(his), includes('We both want to be wanted'))
    expect(await textOf(his)).not.toContain('We leave a light on.')
  })

  it('SEAL-6 one goes offline, both write, and both texts are there when they meet again', async () => {
    samsNetwork.cut()
    await his.getByText('Offline: it will go out later').waitFor()
    await typeAtEnd(his, ' Written on the train.')
    await typeAtEnd(hers, ' Written at home.')
    await eventually(() => textOf(his), includes('Written on the train.'))
    expect(await textOf(hers)).not.toContain('on the train')
    samsNetwork.restore()
    const both = includes('Written on the train.', 'Written at home.')
    await eventually(() => textOf(hers), both, 60_000)
    await eventually(() => textOf(his), both, 60_000)
    await his.getByText('Saved', { exact: true }).waitFor()
  })

  it('SEAL-6a the worker is killed before the flush, with the panel closed: the words are there after it wakes', async () => {
    // Alone in the editor the flush comes a second after the last letter, the record on disk after 150 ms.
    await his.close()
    await robin.popup.close()
    await typeAtEnd(hers, ' The last words.')
    await new Promise((resume) => setTimeout(resume, 400))
    await hers.close()
    await robin.device.killWorker()
    hers = await openAgreement(robin)
    await eventually(() => textOf(hers), includes('The last words.'))
    his = await openAgreement(sam)
    await eventually(() => textOf(his), includes('The last words.'))
  })

  it('AGREE-4 both say yes to exactly these words, and the light comes on', async () => {
    await sayYes(hers)
    await hers.getByText('Waiting for Sam’s yes').or(hers.getByText("Waiting for Sam's yes")).waitFor()
    await his.getByText('Robin has said yes to this wording').waitFor()
    await sayYes(his)
    await Promise.all([hers, his].map((panel) => panel.getByText('You both said yes').waitFor()))
    await eventually(
      () => robin.device.badge(),
      ({ text }) => text === '●',
    )
    const badge = await eventually(
      () => sam.device.badge(),
      ({ text }) => text === '○',
    )
    expect(badge.title).toBe('Porchlight: the light is with Robin')
  })

  it('AGREE-7 what changed since they agreed is shown plainly', async () => {
    await typeAtEnd(hers, ' And tea.')
    const changed = hers.getByRole('region', { name: 'What changed since we agreed' })
    await changed.getByText('And tea.', { exact: false }).waitFor()
    await hers.getByText('What you both said yes to before still holds.').waitFor()
    await eventually(
      () => his.getByRole('button', { name: 'Yes to this wording' }).count(),
      (count) => count === 1,
    )
  })

  it('AGREE-6 withdrawing is alone and instant: nothing is in force any more', async () => {
    await his.getByRole('button', { name: 'Withdraw my yes' }).click()
    await his.getByRole('button', { name: 'Withdraw it' }).click()
    const badge = await eventually(
      () => robin.device.badge(),
      ({ text }) => text === '',
    )
    expect(badge.title).toBe('Porchlight: resting')
  })
})
