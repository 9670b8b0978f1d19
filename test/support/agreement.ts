/** What two partners do in the agreement panel, by roles and names. */

import type { Page } from 'playwright-core'
import type { Partner } from './couple.ts'

export const openAgreement = async (partner: Partner): Promise<Page> => {
  const panel = await partner.device.open('sidepanel')
  await editorOf(panel).waitFor()
  return panel
}

export const editorOf = (panel: Page) => panel.getByRole('textbox', { name: 'Our agreement' })

/** Clicks into the text's end and types as a person does. */
export async function typeAtEnd(panel: Page, text: string): Promise<void> {
  await editorOf(panel).click()
  await panel.keyboard.press('Control+End')
  await panel.keyboard.type(text)
}

export async function startFrom(panel: Page, starter: string): Promise<void> {
  await panel.getByRole('button', { name: 'Start from…' }).click()
  await panel.getByRole('menuitem', { name: starter }).click()
}

export const sayYes = (panel: Page): Promise<void> => panel.getByRole('button', { name: 'Yes to this wording' }).click()

/** A starter, and both their yeses to it: an agreement is in force when this resolves. */
export async function agree(first: Partner, second: Partner): Promise<void> {
  const [hers, his] = await Promise.all([openAgreement(first), openAgreement(second)])
  await startFrom(hers, '48 hours each')
  await editorOf(his).getByText('We both want to be wanted', { exact: false }).waitFor()
  await sayYes(hers)
  await his.getByText(`${first.name} has said yes to this wording`).waitFor()
  await sayYes(his)
  await Promise.all([hers, his].map((panel) => panel.getByText('You both said yes').waitFor()))
  await Promise.all([hers.close(), his.close()])
}
