/** Twelve words on paper, in real browsers: made and checked, the browser lost, and back in on a new one. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entropyFromPlaces } from '@porchlight/shared/crypto/recovery'
import { readWords } from '@porchlight/extension/ui/written-words'
import { agree } from '../support/agreement.ts'
import { type Device, openDevice } from '../support/chromium.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

/** The same words in an order whose checksum is wrong: one order in sixteen has a right one. */
const unfit = (words: readonly string[]): string => {
  for (let turn = 1; turn < words.length; turn += 1) {
    const turned = [...words.slice(turn), ...words.slice(0, turn)].join(' ')
    const read = readWords(turned)
    if (read.ok && !entropyFromPlaces(read.places).ok) return turned
  }
  throw new Error('every order fits')
}

describe('recovery words', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner
  let found: Device
  let words: string[]

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
    await agree(robin, sam)
  })
  afterAll(async () => {
    await Promise.all([found?.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('RECOVER-1 they are shown once, and set when three of them were typed again', async () => {
    const settings = await robin.device.open('options', '#recovery')
    await settings.getByRole('button', { name: 'Make recovery words' }).click()
    const paper = settings.getByRole('group', { name: 'Recovery words' }).getByRole('listitem')
    await paper.first().waitFor()
    words = await paper.allInnerTexts()
    expect(words).toHaveLength(12)
    await settings.getByRole('button', { name: 'I have written them down' }).click()
    await typeAsked(settings, () => 'zoo')
    await settings.getByRole('button', { name: 'These are the words' }).click()
    await settings.getByText('Those are not the words.', { exact: false }).waitFor()
    await typeAsked(settings, (place) => ` ${words[place - 1]?.toUpperCase() ?? ''} `)
    await settings.getByRole('button', { name: 'These are the words' }).click()
    await settings.getByText('Your recovery words are set. The paper brings you back.').waitFor()
    await robin.device.forget()
  })

  it('RECOVER-1 on a browser that knows nothing: what does not fit is said beside the field', async () => {
    found = await openDevice()
    const welcome = await found.open('welcome')
    await welcome.getByRole('button', { name: 'I have recovery words' }).click()
    const door = welcome.locator('.come-back')
    await door.getByRole('textbox', { name: 'Server' }).fill(server.url)
    const field = door.getByRole('textbox', { name: 'Your twelve words' })
    const comeBack = door.getByRole('button', { name: 'Come back' })
    const refusedFor = async (typed: string, sentence: string): Promise<void> => {
      await field.fill(typed)
      await comeBack.click()
      await door.locator('.problem').getByText(sentence, { exact: false }).waitFor()
    }
    await refusedFor([...words.slice(0, 11), 'porchlight'].join(' '), '“porchlight” is not one of the words')
    await refusedFor(words.slice(0, 11).join(' '), 'There are twelve words')
    await refusedFor(unfit(words), 'do not belong together')

    await field.fill(words.map((word, place) => `${place + 1}. ${word.toUpperCase()}`).join('\n'))
    await comeBack.click()
    await welcome.getByRole('heading', { name: 'You are back' }).waitFor()
    await welcome.close()
  })

  it('RECOVER-1 the place is as it was, and what the other sends arrives', async () => {
    const popup = await found.open('popup')
    await popup.getByRole('heading', { name: 'The light is with you' }).waitFor()
    await sam.popup.getByRole('button', { name: 'Thinking of you' }).click()
    await popup.getByText('Sam is thinking of you').waitFor()
    await popup.getByRole('button', { name: 'Send one back' }).click()
    await eventually(
      () => sam.popup.getByText('Robin is thinking of you').count(),
      (times) => times > 0,
    )
    const settings = await found.open('options')
    expect(await settings.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Robin')
    await settings.getByRole('link', { name: 'Devices and keys' }).click()
    await settings.getByRole('button', { name: 'Add a device' }).waitFor()
    expect(await settings.getByRole('button', { name: 'Remove', exact: true }).count()).toBe(0)
  })
})

/** Fills the three fields that ask for a word by its number. */
async function typeAsked(settings: Page, wordAt: (place: number) => string): Promise<void> {
  const fields = settings.getByRole('textbox', { name: /^Word \d+$/ })
  await fields.first().waitFor()
  for (const label of await settings.locator('.asked label').allInnerTexts()) {
    await settings.getByRole('textbox', { name: label, exact: true }).fill(wordAt(Number(label.replace('Word ', ''))))
  }
}
