/** A language is chosen on one device, in a real browser that speaks another: every open page turns at once, the toolbar too. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

describe('a language that was chosen', () => {
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

  it('FACE-6 turns every open page at once, and what was being typed stays', async () => {
    const options = await robin.device.open('options')
    const name = options.locator('#name input')
    await name.fill('Robin the')
    await robin.popup.getByRole('heading', { name: 'Your porch is ready' }).waitFor()
    await options.getByRole('combobox', { name: 'Language' }).selectOption('ar')
    await options.getByRole('heading', { name: 'الإعدادات', level: 1 }).waitFor()
    await robin.popup.getByRole('heading', { name: 'شرفتكما جاهزة' }).waitFor()
    for (const page of [options, robin.popup]) {
      expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
        'ar',
        'rtl',
      ])
    }
    expect(await name.inputValue()).toBe('Robin the')
    await options.close()
  })

  it('FACE-6 is on the toolbar as well, and nowhere at the other’s', async () => {
    await titleOf(robin, 'Porchlight: في سكون')
    expect((await sam.device.badge()).title).toBe('Porchlight: resting')
    await sam.popup.getByRole('heading', { name: 'Your porch is ready' }).waitFor()
  })

  it('FACE-6 is there from the first letter on when a screen opens, and after the worker was gone', async () => {
    await robin.device.killWorker()
    await robin.device.context.addInitScript(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(() => seen.push(document.body?.innerText ?? '')).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
      })
    })
    const popup = await robin.device.open('popup')
    await popup.getByRole('heading', { name: 'شرفتكما جاهزة' }).waitFor()
    const seen = await popup.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.filter((text) => /Your porch|Agreement|Pause|Looking/.test(text))).toEqual([])
    await titleOf(robin, 'Porchlight: في سكون')
  })

  it('FACE-6 and goes back to the browser’s', async () => {
    const options = await robin.device.open('options')
    await options
      .locator('select')
      .filter({ has: options.locator('option[lang="ar"]') })
      .selectOption('system')
    await options.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await titleOf(robin, 'Porchlight: resting')
    expect(await options.evaluate(() => document.documentElement.dir)).toBe('ltr')
  })
})

const titleOf = ({ device }: Partner, title: string): Promise<unknown> =>
  eventually(
    () => device.badge(),
    (badge) => badge.title === title,
  )
