/** Two partners, each in a real browser, against one real server: what the browser journeys share. */

import type { Page } from 'playwright-core'
import { type Device, type DeviceOptions, openDevice } from './chromium.ts'

export interface Partner {
  name: string
  device: Device
  popup: Page
}

/** Opens two browsers and pairs them as two people would: one lights a porch, the other pastes the link, both compare
 *  the words, the first says yes. Rule: PAIR */
export async function pairTwo(
  server: string,
  options: {
    first?: DeviceOptions
    second?: DeviceOptions
    names?: [string, string]
    /** How the second reaches the server, where that is another address. */
    secondServer?: string
  } = {},
): Promise<[Partner, Partner]> {
  const [firstName, secondName] = options.names ?? ['Robin', 'Sam']
  const [first, second] = await Promise.all([openDevice(options.first), openDevice(options.second)])
  const [hers, his] = await Promise.all([first.open('welcome'), second.open('welcome')])

  const link = await lightPorch(hers, server, firstName)
  await joinPorch(his, link.replace(server, options.secondServer ?? server), secondName)
  const words = await Promise.all([safetyWords(hers), safetyWords(his)])
  if (words[0] !== words[1]) throw new Error(`the words differ: ${words.join(' / ')}`)
  await hers.getByRole('button', { name: 'This is them' }).click()
  await his.getByRole('button', { name: 'Yes, the same' }).click()
  await Promise.all([hers, his].map((page) => page.getByRole('heading', { name: 'You two are connected' }).waitFor()))

  const [herPopup, hisPopup] = await Promise.all([first.open('popup'), second.open('popup')])
  await Promise.all([hers.close(), his.close()])
  return [
    { name: firstName, device: first, popup: herPopup },
    { name: secondName, device: second, popup: hisPopup },
  ]
}

/** Creates a couple on the welcome page; answers the invite link. */
export async function lightPorch(welcome: Page, server: string, name: string): Promise<string> {
  await welcome.getByRole('button', { name: 'I start' }).click()
  await welcome.getByRole('textbox', { name: 'Your name' }).fill(name)
  await welcome.getByText('Where it is kept').click()
  await welcome.getByRole('textbox', { name: 'Server' }).fill(server)
  await welcome.getByRole('button', { name: 'Light a new porch' }).click()
  return welcome.getByRole('textbox', { name: 'Invite link', exact: true }).inputValue()
}

export async function joinPorch(welcome: Page, link: string, name: string): Promise<void> {
  await welcome.getByRole('button', { name: 'I was invited' }).click()
  await welcome.getByRole('textbox', { name: 'Your name' }).fill(name)
  await welcome.getByRole('textbox', { name: 'Paste an invite link' }).fill(link)
  await welcome.getByRole('button', { name: 'Join' }).click()
}

export const safetyWords = (welcome: Page): Promise<string> =>
  welcome
    .getByRole('group', { name: 'Safety words' })
    .innerText()
    .then((text) => text.replace(/\s+/g, ' ').trim())
