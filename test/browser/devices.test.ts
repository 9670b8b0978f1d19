/** Two partners with two browsers each, over one real server: adding on both sides, the whole journey on all four, and
 *  one of them shown the door. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agree, openAgreement } from '../support/agreement.ts'
import { type Device, openDevice } from '../support/chromium.ts'
import { type Partner, pairTwo, safetyWords } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

describe('two partners, two browsers each', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner
  let robinToo: Partner
  let samToo: Partner
  const opened: Device[] = []

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
    opened.push(robin.device, sam.device)
  })
  afterAll(async () => {
    await Promise.all(opened.map((device) => device.forget()))
    await server?.dispose()
  })

  /** As a person adds a browser of theirs: from the settings of the one, by the link, on the welcome page of the other. */
  const addDevice = async (partner: Partner): Promise<Partner> => {
    const device = await openDevice()
    opened.push(device)
    const [settings, welcome] = await Promise.all([partner.device.open('options', '#devices'), device.open('welcome')])
    await settings.getByRole('button', { name: 'Add a device' }).click()
    const link = await settings.getByRole('textbox', { name: 'Invite link', exact: true }).inputValue()
    await welcome.getByRole('button', { name: 'I was invited' }).click()
    await welcome.getByRole('textbox', { name: 'Paste an invite link' }).fill(link)
    await welcome.getByRole('button', { name: 'Join' }).click()
    const words = await Promise.all([safetyWords(settings), safetyWords(welcome)])
    expect(words[0]).toBe(words[1])
    await settings.getByRole('button', { name: 'This is my device' }).click()
    await welcome.getByRole('button', { name: 'Yes, the same' }).click()
    await welcome.getByRole('heading', { name: 'Your porch is here as well' }).waitFor()
    await rowOf(settings, 'device added').waitFor()
    await Promise.all([settings.close(), welcome.close()])
    return { name: partner.name, device, popup: await device.open('popup') }
  }

  it('PAIR-2 each adds a browser: no name is asked, and both lists say so', async () => {
    ;[robinToo, samToo] = await Promise.all([addDevice(robin), addDevice(sam)])
    const settings = await samToo.device.open('options')
    expect(await settings.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Sam')
    await settings.getByRole('link', { name: 'Devices and keys' }).click()
    await rowOf(settings, 'this one').waitFor()
    await settings.close()
  })

  it('SIG-1 what one sends reaches both of the other’s toolbars, and rests on the one where it was seen', async () => {
    await Promise.all([sam.popup.close(), samToo.popup.close()])
    await robinToo.popup.getByRole('button', { name: 'Thinking of you' }).click()
    const waits = ({ text }: { text: string }): boolean => text === '✦'
    await Promise.all([sam, samToo].map(({ device }) => eventually(() => device.badge(), waits)))
    sam = { ...sam, popup: await sam.device.open('popup') }
    await sam.popup.getByText('Robin is thinking of you').waitFor()
    await eventually(
      () => sam.device.badge(),
      ({ text }) => text === '',
    )
    expect(await samToo.device.badge()).toMatchObject({ text: '✦' })
    samToo = { ...samToo, popup: await samToo.device.open('popup') }
  })

  it('AGREE-4 TURN-5 the agreement is written on two of them, agreed to, and the light passes on all four', async () => {
    await agree(robinToo, sam)
    await eachShows([robin, robinToo], 'The light is with you')
    await eachShows([sam, samToo], 'The light is with Robin')
    await robin.popup.getByRole('button', { name: 'Pass the light' }).click()
    await eachShows([sam, samToo], 'The light is with you')
    await eachShows([robin, robinToo], 'The light is with Sam')
    const isWithMe = ({ title }: { title: string }): boolean => title === 'Porchlight: the light is with you'
    const badges = await Promise.all([sam, samToo].map(({ device }) => eventually(() => device.badge(), isWithMe)))
    expect(badges.map(({ text }) => text)).toEqual(['●', '●'])
  })

  it('EPOCH-7 one is removed: it is told, keeps what it has and can export it; the other three go on', async () => {
    const settings = await sam.device.open('options', '#devices')
    await rowOf(settings, 'device added').getByRole('button', { name: 'Remove' }).click()
    await settings.getByText('That protects the future only', { exact: false }).waitFor()
    await settings.getByRole('button', { name: 'Yes, remove it' }).click()
    await samToo.popup.getByText('This browser no longer belongs to your shared place.').waitFor()
    await eventually(
      () => rowOf(settings, 'device added').count(),
      (rows) => rows === 0,
    )
    const [copy] = await Promise.all([
      samToo.popup.waitForEvent('download'),
      samToo.popup.getByRole('button', { name: 'Keep a copy' }).click(),
    ])
    const text = (await (await copy.createReadStream()).toArray()).join('')
    expect(JSON.parse(text)).toMatchObject({ names: { mine: 'Sam', theirs: 'Robin' } })

    const panel = await openAgreement(sam)
    await panel.getByText('You both said yes').waitFor()
    // What came is still shown above it (FACE-1).
    await sam.popup.getByText('When you feel like it').click()
    await sam.popup.getByRole('button', { name: 'Pass the light' }).click()
    await eachShows([robin, robinToo], 'The light is with you')
    await sam.popup.getByRole('button', { name: 'Hug' }).click()
    await Promise.all([robin, robinToo].map(({ popup }) => popup.getByText('Sam is thinking of you').waitFor()))
  })
})

const rowOf = (settings: Page, mark: string) => settings.getByRole('listitem').filter({ hasText: mark })

const eachShows = (partners: Partner[], heading: string): Promise<void[]> =>
  Promise.all(
    partners.map(({ popup }) => popup.getByRole('heading', { name: heading }).waitFor({ timeout: 30_000 * patience })),
  )
